import type { Artifacts } from "@rlhf/artifacts";
import { newId } from "@rlhf/domain";
import { type TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { actorReader } from "./actor";
import { admission, DEFAULT_LIMITS, type AdmissionLimits } from "./admission";
import { BusyError } from "./api-errors";
import { appRouter } from "./app-router";
import { createAuth, type AuthOptions } from "./auth";
import type { Actor, ApiContext, LogEntry } from "./context";
import { createCallerFactory } from "./procedures";
import { rateLimiter } from "./rate-limit";
import { serveFile } from "./files";
import { guarded, isForeign, refuse } from "./request-guard";

export type ApiOptions = AuthOptions & {
  artifacts: Artifacts;
  log: (entry: LogEntry) => void;
  /** What waits before the database; beyond it callers are told to come back. Streams are not counted. */
  limits?: AdmissionLimits;
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
  const admit = answering(options.limits ?? DEFAULT_LIMITS);
  const origin = new URL(appUrl).origin;
  /** Asked for also without a cookie: another site's page must not sign its visitor in under an account of its own. */
  const signIn = async (request: Request) => {
    const checked = await guarded(request, origin);
    return checked instanceof Response ? checked : admit(async () => withRetryAfter(await auth.handler(checked)));
  };
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
      signIn(request).catch((error: unknown) => {
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

/** Answers in turn, or 503: nothing was done then, so the same request may come again. */
function answering(limits: AdmissionLimits): (work: () => Promise<Response>) => Promise<Response> {
  const admit = admission(limits);
  return async (work) => {
    const answer = await admit(work);
    if (answer instanceof Response) return answer;
    const retryAfter = String(answer.retryAfterSeconds);
    return refuse(503, "too much at once; your work is safe where it is, try again", { "retry-after": retryAfter });
  };
}

/** better-auth names the seconds to wait in a header of its own. */
function withRetryAfter(response: Response): Response {
  const seconds = response.headers.get("x-retry-after");
  if (response.status !== 429) return response;
  const headers = new Headers(response.headers);
  headers.set("retry-after", seconds ?? "60");
  return new Response(response.body, { status: 429, headers });
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
