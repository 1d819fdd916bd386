import { openArtifacts } from "@rlhf/artifacts";
import { createSignInLink } from "@rlhf/db/workbench";
import { createTestDatabase } from "@rlhf/db/testing";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import superjson from "superjson";
import type { AdmissionLimits } from "./admission";
import { createApi, type Api } from "./serve";

/** The API behind a plain HTTP server, over a database of its own. */
export async function startTestServer(options: { limits?: AdmissionLimits } = {}) {
  const test = await createTestDatabase();
  const folder = mkdtempSync(path.join(os.tmpdir(), "rlhf-api-"));
  const logged: string[] = [];
  const secret = "a secret of this test alone, long enough";
  let api: Api | null = null;
  let from = 0;
  const server = http.createServer((request, response) => void answer(() => api, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  api = createApi({
    db: test.db,
    artifacts: await openArtifacts(folder),
    appUrl: origin,
    secret,
    links: true,
    log: (entry) => logged.push(`${entry.path}: ${String(entry.error)}`),
    ...options,
  });
  return {
    db: test.db,
    origin,
    secret,
    logged,
    /** Signs a user in by a one-time link; returns its cookie. */
    async signIn(userId: string): Promise<string> {
      const token = await createSignInLink(test.db, { userId, minutes: 5 });
      const response = await fetch(`${origin}/api/auth/sign-in/link`, {
        method: "POST",
        // each from an address of its own: sign-in is limited by address
        headers: { "content-type": "application/json", origin, "x-forwarded-for": `10.0.0.${(from += 1)}` },
        body: JSON.stringify({ token }),
      });
      if (!response.ok) throw new Error(`sign-in: ${response.status} ${await response.text()}`);
      return response.headers
        .getSetCookie()
        .map((cookie) => cookie.split(";")[0])
        .join("; ");
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await test.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type TestServer = Awaited<ReturnType<typeof startTestServer>>;

async function answer(api: () => Api | null, from: http.IncomingMessage, to: http.ServerResponse): Promise<void> {
  const url = `http://${from.headers.host}${from.url}`;
  const hasBody = from.method !== "GET" && from.method !== "HEAD";
  const abort = new AbortController();
  to.on("close", () => abort.abort());
  const request = new Request(url, {
    method: from.method,
    headers: Object.entries(from.headers).flatMap(([key, value]) =>
      typeof value === "string" ? [[key, value]] : [],
    ) as [string, string][],
    signal: abort.signal,
    ...(hasBody ? { body: Readable.toWeb(from) as ReadableStream, duplex: "half" } : {}),
  });
  const response = await route(api(), request);
  if (!response) return;
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) to.setHeader("set-cookie", cookies);
  to.writeHead(response.status, Object.fromEntries([...response.headers].filter(([key]) => key !== "set-cookie")));
  if (response.body)
    Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0])
      .on("error", () => to.end())
      .pipe(to);
  else to.end();
}

function route(api: Api | null, request: Request): Promise<Response> | undefined {
  const part = new URL(request.url).pathname.split("/")[2];
  if (part === "auth") return api?.auth(request);
  return part === "files" ? api?.files(request) : api?.trpc(request);
}

type As = { cookie?: string; token?: string; origin?: string | null };

/** One call as a browser or a script makes it. */
export async function call(
  server: TestServer,
  as: As,
  to: { path: string; type: "query" | "mutation"; input?: unknown },
) {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (as.cookie) headers.cookie = as.cookie;
  if (as.token) headers.authorization = `Bearer ${as.token}`;
  const origin = as.origin === undefined ? server.origin : as.origin;
  if (origin !== null) headers.origin = origin;
  const body = JSON.stringify(superjson.serialize(to.input));
  const query = to.type === "query" && to.input !== undefined ? `?input=${encodeURIComponent(body)}` : "";
  const post = to.type === "mutation" ? { method: "POST", body } : {};
  const response = await fetch(`${server.origin}/api/trpc/${to.path}${query}`, { headers, ...post });
  const text = await response.text();
  const parsed = JSON.parse(text) as Answer;
  const data = parsed.result ? superjson.deserialize(parsed.result.data) : undefined;
  const error = parsed.error?.json ?? parsed.error;
  return { status: response.status, data, error, text, headers: response.headers };
}
type ErrorShape = { message?: string; data?: { code: string; requestId: string; issues: unknown } };
type Answer = {
  result?: { data: Parameters<typeof superjson.deserialize>[0] };
  error?: { json?: ErrorShape } & ErrorShape;
};
