import type { Artifacts } from "@rlhf/artifacts";
import { newId } from "@rlhf/domain";
import { type TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { actorReader } from "./actor";
import { BusyError } from "./api-errors";
import { appRouter } from "./app-router";
import { createAuth, type AuthOptions } from "./auth";
import type { Actor, ApiContext, LogEntry } from "./context";
import { createCallerFactory } from "./procedures";
import { rateLimiter } from "./rate-limit";
import { serveFile } from "./files";
import { admission, guarded, isForeign } from "./request-guard";

export type ApiOptions = AuthOptions & {
  artifacts: Artifacts;
  log: (entry: LogEntry) => void;
  /** Answers in the making at once, streams not counted; more are told to come back. */
  maxInFlight?: number;
};

export const TRPC_PATH = "/api/trpc";

export type Api = {
  /** Everything under /api/trpc. */
  trpc(request: Request): Promise<Response>;
  /** Everything under /api/auth: sign-in, sign-out, one-time links, invites. */
  auth(request: Request): Promise<Response>;
  /** Everything under /api/files: imports and exports, streamed. */
  files(request: Request): Promise<Response>;
  actorOf(headers: Headers): Promise<Actor | null>;
  /** The procedures for pages that are rendered on the server, with the same rules. */
  caller(headers: Headers): Promise<ReturnType<typeof callerOf>>;
};

const callerOf = createCallerFactory(appRouter);

/** The API of one process over one database. */
export function createApi(options: ApiOptions): Api {
  const { db, artifacts, log, appUrl } = options;
  const auth = createAuth(options);
  const actorOf = actorReader({ db, auth });
  const limiter = rateLimiter();
  const admit = admission(options.maxInFlight ?? 256);
  const origin = new URL(appUrl).origin;
  const contextOf = async (headers: Headers): Promise<ApiContext> => ({
    db,
    artifacts,
    limiter,
    log,
    actor: await actorOf(headers),
    requestId: newId(),
    ip: clientAddress(headers),
  });
  const answer = (request: Request) =>
    fetchRequestHandler({
      endpoint: TRPC_PATH,
      router: appRouter,
      req: request,
      createContext: ({ req }) => contextOf(req.headers),
      responseMeta: ({ errors }) => ({ headers: responseHeaders(errors) }),
    });
  return {
    actorOf,
    caller: async (headers) => callerOf(await contextOf(headers)),
    auth: (request) =>
      admit(() => auth.handler(request)).catch((error: unknown) => {
        const requestId = newId();
        log({ level: "error", requestId, path: "auth", message: "sign-in failed", error });
        return Response.json({ message: `something failed; the log names it under ${requestId}` }, { status: 500 });
      }),
    async files(request) {
      if (request.method === "POST" && isForeign(request, origin)) return Response.json({}, { status: 403 });
      const ctx = await contextOf(request.headers);
      return admit(() => serveFile(ctx, request));
    },
    async trpc(request) {
      const checked = await guarded(request, origin);
      if (checked instanceof Response) return checked;
      return isStream(checked) ? answer(checked) : admit(() => answer(checked));
    },
  };
}

const isStream = (request: Request): boolean => request.headers.get("accept")?.includes("text/event-stream") ?? false;

function responseHeaders(errors: readonly TRPCError[]): Headers {
  const headers = new Headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
  const busy = errors.find((error) => error instanceof BusyError);
  if (busy instanceof BusyError) headers.set("retry-after", String(busy.retryAfter));
  return headers;
}

/** As the server in front of us saw it: the last address is the one that it added itself. */
const clientAddress = (headers: Headers): string | null =>
  headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? null;
