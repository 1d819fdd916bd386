import { ConfigError, crashAt, parseCrashTarget, type OnCrashPoint } from "@rlhf/domain";
import type { WorkbenchOptions } from "@rlhf/pipeline";
import path from "node:path";
import { z } from "zod";

const Environment = z.object({
  RLHF_HOME: z.string().min(1).default("./.rlhf"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "expected a postgresql:// address")
    .optional(),
  RLHF_PG_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  RLHF_ARTIFACTS: z.string().min(1).optional(),
  RLHF_BACKEND: z.enum(["auto", "native", "tensorflow", "wasm", "cpu"]).default("auto"),
  RLHF_PRECISION: z.enum(["auto", "float32", "bfloat16"]).default("auto"),
  RLHF_THREADS: z.coerce.number().int().min(1).max(256).optional(),
  RLHF_REQUIRE_GPU: z.stringbool().default(false),
  CRASH_AT: z.string().optional(),
  XDG_STATE_HOME: z.string().optional(),
});

/** Set by the bundler: false in what users run, true in a test build. From source there is no bundler. */
declare const RLHF_TEST_BUILD: boolean | undefined;
const IS_TEST_BUILD = typeof RLHF_TEST_BUILD === "undefined" || RLHF_TEST_BUILD;

/** The environment, parsed once; an empty variable counts as unset. @throws ConfigError naming the variable. */
export function readEnv(source: NodeJS.ProcessEnv = process.env): WorkbenchOptions {
  source["TF_CPP_MIN_LOG_LEVEL"] ??= "3"; // read by libtensorflow when it loads: errors alone, unless the user says otherwise
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`);
    throw new ConfigError(`environment: ${lines.join("; ")}`);
  }
  const env = parsed.data;
  const home = path.resolve(env.RLHF_HOME);
  return {
    home,
    artifacts: path.resolve(env.RLHF_ARTIFACTS ?? path.join(home, "artifacts")),
    databaseUrl: env.DATABASE_URL,
    pgPort: env.RLHF_PG_PORT,
    stateHome: env.XDG_STATE_HOME,
    backend: env.RLHF_BACKEND,
    precision: env.RLHF_PRECISION,
    threads: env.RLHF_THREADS,
    requireGpu: env.RLHF_REQUIRE_GPU,
    crashPoint: env.CRASH_AT === undefined ? undefined : crashPointOf(env.CRASH_AT),
  };
}

function crashPointOf(target: string): OnCrashPoint {
  if (!IS_TEST_BUILD)
    throw new ConfigError("CRASH_AT: expected it to be unset, only a test build dies on purpose; unset it");
  return crashAt(parseCrashTarget(target), () => process.kill(process.pid, "SIGKILL"));
}
