import http from "node:http";
import { z } from "zod";

/** What became of a call. `busy`: told to come back · `away`: no answer, its fate is unknown · `refused`: answered with an error. */
export type Outcome =
  | { kind: "done"; data: unknown }
  | { kind: "busy"; retryAfterMs: number }
  | { kind: "away"; why: string }
  | { kind: "refused"; status: number; message: string };

export type Caller = { userId: string; cookie: string };
export type TrpcClient = {
  mutate(caller: Caller, path: string, input: object): Promise<Outcome>;
  close(): void;
};

const TIMEOUT_MS = 20_000;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
// The shape of httpBatchLink with superjson; what these calls send and get are plain values.
const Batch = z.tuple([
  z.union([
    z.object({ result: z.object({ data: z.object({ json: z.unknown() }) }) }),
    z.object({ error: z.object({ json: z.object({ message: z.string() }) }) }),
  ]),
]);

/** Calls procedures as the browser does; this machine's alone. @throws Error for any other address. */
export function trpcClient(origin: string): TrpcClient {
  const { hostname, port } = new URL(origin);
  if (!LOOPBACK.has(hostname))
    throw new Error(`${origin}: expected an address of this machine, load goes nowhere else`);
  const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 2_048, scheduling: "lifo" });
  const mutate = ({ cookie }: Caller, path: string, input: object) =>
    new Promise<Outcome>((resolve) => {
      const body = JSON.stringify({ 0: { json: input } });
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body), cookie, origin };
      const to = {
        agent,
        hostname,
        port,
        method: "POST",
        path: `/api/trpc/${path}?batch=1`,
        headers,
        timeout: TIMEOUT_MS,
      };
      const away = (why: string) => resolve({ kind: "away", why });
      const request = http.request(to, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => resolve(outcomeOf(response, Buffer.concat(parts).toString())));
        response.on("error", (error) => away(error.message));
      });
      request.on("timeout", () => request.destroy(new Error(`no answer in ${TIMEOUT_MS / 1000} s`)));
      request.on("error", (error) => away(error.message));
      request.end(body);
    });
  return { mutate, close: () => agent.destroy() };
}

function outcomeOf({ statusCode: status = 0, headers }: http.IncomingMessage, body: string): Outcome {
  const retryAfter = Number(headers["retry-after"]);
  if (status === 503 || status === 429) return { kind: "busy", retryAfterMs: 1000 * (retryAfter || 1) };
  if (status >= 500) return { kind: "away", why: `${status} ${body.slice(0, 200)}` };
  const parsed = Batch.safeParse(parsedJson(body));
  if (!parsed.success) return { kind: "refused", status, message: body.slice(0, 200) };
  const [answer] = parsed.data;
  if ("error" in answer) return { kind: "refused", status, message: answer.error.json.message };
  return { kind: "done", data: answer.result.data.json };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a page instead of an answer
  }
}
