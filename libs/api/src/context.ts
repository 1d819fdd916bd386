import type { Artifacts } from "@rlhf/artifacts";
import type { Db } from "@rlhf/db";
import type { RateLimiter } from "./rate-limit";
import type { Scope } from "./access";

/** Who calls: a person's session, or a token that stands for its user within one project and its scopes. */
export type Actor = {
  userId: string;
  name: string;
  email: string | null;
  token: { projectId: string; scopes: readonly Scope[] } | null;
};

/** What every procedure is given. */
export type ApiContext = {
  db: Db;
  artifacts: Artifacts;
  limiter: RateLimiter;
  actor: Actor | null;
  requestId: string;
  ip: string | null;
  log: (entry: LogEntry) => void;
};

export type LogEntry = { level: "error" | "warn"; requestId: string; path: string; message: string; error?: unknown };
