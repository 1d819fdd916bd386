import { z } from "zod";

const Refusal = z.object({ message: z.string().optional(), error: z.object({ message: z.string() }).optional() });

type Answered<T> = { data: T } | { wrong: string };

/** Asks the sign-in part of the API, which is no procedure; what it refuses comes back as a sentence. */
export async function askAuth<T extends z.ZodType>(
  path: string,
  body: unknown,
  answer: T,
): Promise<Answered<z.output<T>>> {
  try {
    const response = await fetch(`/api/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.ok) return { data: answer.parse(await response.json()) };
    if (response.status === 429)
      return { wrong: `Too many tries. Wait ${response.headers.get("retry-after") ?? "60"} s, then try again.` };
    const { message, error } = Refusal.parse(await response.json());
    return { wrong: sentence(message ?? error?.message ?? `the server answered ${response.status}`) };
  } catch {
    return { wrong: "The server cannot be reached. Is it running?" };
  }
}

/** The same where the answer itself does not matter: null, or what was refused. */
export async function postAuth(path: string, body: unknown): Promise<string | null> {
  const answered = await askAuth(path, body, z.unknown());
  return "wrong" in answered ? answered.wrong : null;
}

const sentence = (text: string): string =>
  `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? "" : "."}`;
