import { ConfigError } from "@rlhf/domain";
import path from "node:path";
import { z } from "zod";

const Environment = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "expected a postgresql:// address; `npm start` sets it"),
  RLHF_HOME: z.string().min(1).default("./.rlhf"),
  RLHF_ARTIFACTS: z.string().min(1).optional(),
  APP_URL: z.url().default("http://localhost:3000"),
  AUTH_SECRET: z.string().min(32, "expected at least 32 characters; `npm start` makes one and keeps it in the home"),
});

/** Whether pages are served by `next dev`, whose hot reloader needs eval. */
export const isDevelopment = process.env.NODE_ENV === "development";

export type Env = { databaseUrl: string; artifacts: string; appUrl: string; secret: string };

/** The web server's environment. @throws ConfigError naming the variable. */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const parsed = Environment.safeParse(Object.fromEntries(Object.entries(source).filter(([, value]) => value !== "")));
  if (!parsed.success)
    throw new ConfigError(
      `environment: ${parsed.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`).join("; ")}`,
    );
  const { DATABASE_URL, RLHF_HOME, RLHF_ARTIFACTS, APP_URL, AUTH_SECRET } = parsed.data;
  const artifacts = path.resolve(/* turbopackIgnore: true */ RLHF_ARTIFACTS ?? path.join(RLHF_HOME, "artifacts"));
  return { databaseUrl: DATABASE_URL, artifacts, appUrl: APP_URL, secret: AUTH_SECRET };
}
