const MAX_BODY = 1024 * 1024;
const MAX_BATCH = 20;

const DATA = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

export const refuse = (status: number, message: string, headers: Record<string, string> = {}): Response =>
  Response.json({ error: { message } }, { status, headers: { ...DATA, ...headers } });

/** The request, its body read within the limit, or the answer that refuses it. */
export async function guarded(request: Request, origin: string): Promise<Request | Response> {
  const calls = decodeURIComponent(new URL(request.url).pathname).split(",").length;
  if (calls > MAX_BATCH) return refuse(400, `expected at most ${MAX_BATCH} calls in one request, got ${calls}`);
  if (request.method === "GET") return request;
  if (request.method !== "POST") return refuse(405, "expected GET or POST");
  if (!/^application\/json\b/.test(request.headers.get("content-type") ?? ""))
    return refuse(415, "expected content-type application/json");
  if (isForeign(request, origin)) return refuse(403, `expected a request from ${origin}`);
  const body = await readWithin(request.body, MAX_BODY);
  if (body === null) return refuse(413, `expected at most ${MAX_BODY} bytes`);
  return new Request(request.url, { method: "POST", headers: request.headers, body, signal: request.signal });
}

/** A cookie is only believed from our own pages; a token is not sent by a browser on its own, so it may come from anywhere. */
export function isForeign(request: Request, origin: string): boolean {
  return !request.headers.has("authorization") && request.headers.get("origin") !== origin;
}

async function readWithin(
  body: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const reader = body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    bytes += part.value.byteLength;
    if (bytes > limit) {
      await reader?.cancel();
      return null;
    }
    parts.push(part.value);
  }
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
