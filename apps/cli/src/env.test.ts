import path from "node:path";
import { expect, it } from "vitest";
import { readEnv } from "./env";

it("has the defaults of the contract, and an empty variable counts as unset", () => {
  const env = readEnv({ RLHF_BACKEND: "", DATABASE_URL: "" });
  expect(env).toMatchObject({
    home: path.resolve(".rlhf"),
    backend: "auto",
    precision: "auto",
    databaseUrl: undefined,
    requireGpu: false,
  });
  expect(env.artifacts).toBe(path.resolve(".rlhf/artifacts"));
});

it("names the variable that is wrong, and never repeats an address that may hold a password", () => {
  expect(() => readEnv({ RLHF_THREADS: "many" })).toThrow(/RLHF_THREADS/);
  expect(() => readEnv({ RLHF_REQUIRE_GPU: "maybe" })).toThrow(/RLHF_REQUIRE_GPU/);
  expect(() => readEnv({ RLHF_BACKEND: "gpu" })).toThrow(/RLHF_BACKEND/);
  expect(() => readEnv({ RLHF_PG_PORT: "70000" })).toThrow(/RLHF_PG_PORT/);
  expect(() => readEnv({ DATABASE_URL: "mysql://me:secret@host/db" })).toThrow(/^(?!.*secret).*DATABASE_URL/);
});

it("asks for a GPU only where told to", () => {
  expect(readEnv({ RLHF_REQUIRE_GPU: "1" }).requireGpu).toBe(true);
  expect(readEnv({ RLHF_REQUIRE_GPU: "0" }).requireGpu).toBe(false);
});

it("keeps libtensorflow quiet unless the user wants to hear it", () => {
  const [plain, loud]: NodeJS.ProcessEnv[] = [{}, { TF_CPP_MIN_LOG_LEVEL: "0" }];
  readEnv(plain);
  readEnv(loud);
  expect([plain?.TF_CPP_MIN_LOG_LEVEL, loud?.TF_CPP_MIN_LOG_LEVEL]).toEqual(["3", "0"]);
});

it("takes a crash point from a test build (the source is one), and refuses one that there is not", () => {
  expect(readEnv({}).crashPoint).toBeUndefined();
  expect(readEnv({ CRASH_AT: "" }).crashPoint).toBeUndefined();
  expect(readEnv({ CRASH_AT: "ppo@2/minibatch#3" }).crashPoint).toBeTypeOf("function");
  expect(() => readEnv({ CRASH_AT: "mid-rwite" })).toThrow(/CRASH_AT.*for example mid-write/);
});
