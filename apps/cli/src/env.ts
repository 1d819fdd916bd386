import { ConfigError, crashAt, parseCrashTarget, type Backend, type OnCrashPoint, type Precision } from "@rlhf/domain";
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
  NO_COLOR: z.string().optional(),
});

/** Set by the bundler: false in what users run, true in a test build. From source there is no bundler. */
declare const RLHF_TEST_BUILD: boolean | undefined;
const IS_TEST_BUILD = typeof RLHF_TEST_BUILD === "undefined" || RLHF_TEST_BUILD;

export type Env = {
  home: string;
  artifacts: string;
  databaseUrl: string | undefined;
  pgPort: number | undefined;
  backend: "auto" | Backend;
  precision: "auto" | Precision;
  threads: number | undefined;
  /** Only a backend on a GPU will do: where there is none, starting one is an error. */
  requireGpu: boolean;
  stateHome: string | undefined;
  color: boolean;
  /** Where a test wants this process to die; undefined in every other case. */
  crashPoint: OnCrashPoint | undefined;
};

/** The environment, parsed once; an empty variable counts as unset. @throws ConfigError naming the variable. */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
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
    backend: env.RLHF_BACKEND,
    precision: env.RLHF_PRECISION,
    threads: env.RLHF_THREADS,
    requireGpu: env.RLHF_REQUIRE_GPU,
    stateHome: env.XDG_STATE_HOME,
    color: env.NO_COLOR === undefined,
    crashPoint: env.CRASH_AT === undefined ? undefined : crashPointOf(env.CRASH_AT),
  };
}

const Server = z.object({
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3_000),
  APP_URL: z.url().optional(),
  AUTH_SECRET: z.string().min(32, "expected at least 32 characters").optional(),
});

/** Where the workbench listens. `variables` is what its processes inherit. */
export type ServerEnv = {
  host: string;
  port: number;
  appUrl: string;
  isLoopback: boolean;
  authSecret: string | undefined;
  variables: NodeJS.ProcessEnv;
};

/** @throws ConfigError naming the variable; for another address than this machine's own without AUTH_SECRET, too. */
export function readServerEnv(source: NodeJS.ProcessEnv = process.env): ServerEnv {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = Server.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`);
    throw new ConfigError(`environment: ${lines.join("; ")}`);
  }
  const { HOST: host, PORT: port, APP_URL, AUTH_SECRET: authSecret } = parsed.data;
  const isLoopback = host === "localhost" || host === "::1" || host.startsWith("127.");
  if (!isLoopback && authSecret === undefined)
    throw new ConfigError(
      `HOST=${host}: expected AUTH_SECRET (32 characters or more), because others can reach this address; set it, and APP_URL ` +
        `to the address people use, or leave HOST unset to serve this machine alone`,
    );
  const appUrl = APP_URL ?? `http://${isLoopback ? "127.0.0.1" : host}:${port}`;
  return { host, port, appUrl, isLoopback, authSecret, variables: source };
}

function crashPointOf(target: string): OnCrashPoint {
  if (!IS_TEST_BUILD)
    throw new ConfigError("CRASH_AT: expected it to be unset, only a test build dies on purpose; unset it");
  return crashAt(parseCrashTarget(target), () => process.kill(process.pid, "SIGKILL"));
}
