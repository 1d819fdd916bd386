import { RlhfError, type RlhfErrorCode } from "@rlhf/domain";
import { TRPCError } from "@trpc/server";
import { z } from "zod";

type Code = TRPCError["code"];
const CODE_OF: Partial<Record<RlhfErrorCode, Code>> = {
  config: "BAD_REQUEST",
  data: "BAD_REQUEST",
  tokenizer: "BAD_REQUEST",
  not_found: "NOT_FOUND",
  busy: "CONFLICT",
  stale_lease: "CONFLICT",
};

/** The same for a thing that does not exist and for one of another project. */
export const notFound = (): TRPCError =>
  new TRPCError({ code: "NOT_FOUND", message: "not found, or not in a project of yours" });

/** An error that people can act on keeps its message; every other one becomes an internal error. */
export function asApiError(error: TRPCError): TRPCError {
  const { cause } = error;
  if (error.code !== "INTERNAL_SERVER_ERROR" || !(cause instanceof RlhfError)) return error;
  const code = CODE_OF[cause.code];
  return code ? new TRPCError({ code, message: cause.message, cause }) : error;
}

export type ErrorData = {
  requestId: string;
  issues: { path: string; message: string }[] | null;
  retryAfter: number | null;
};

/** Too many calls, or too much at once; `retryAfter` in seconds. */
export class BusyError extends TRPCError {
  readonly retryAfter: number;
  constructor(retryAfter: number) {
    super({ code: "TOO_MANY_REQUESTS", message: `too many calls; try again in ${retryAfter} s` });
    this.retryAfter = retryAfter;
  }
}

/** What of an error may leave the server: no stack, no SQL, no cause. */
export function publicMessage(error: TRPCError, requestId: string): { message: string; data: ErrorData } {
  const issues =
    error.cause instanceof z.ZodError
      ? error.cause.issues.map((issue) => ({ path: issue.path.map(String).join("."), message: issue.message }))
      : null;
  const retryAfter = error instanceof BusyError ? error.retryAfter : null;
  const data = { requestId, issues, retryAfter };
  if (error.code === "INTERNAL_SERVER_ERROR")
    return { message: `something failed on the server; its log names it under ${requestId}`, data };
  if (issues) return { message: issues.map((i) => `${i.path || "input"}: ${i.message}`).join("; "), data };
  return { message: error.message, data };
}
