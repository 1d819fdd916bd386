// Run as a program of its own by the tests: runs the tiny loop and dies by SIGKILL at a step of a stage.
import { openArtifacts } from "@rlhf/artifacts";
import { openDatabase } from "@rlhf/db";
import { initBackend } from "@rlhf/tensor";
import { runIn } from "./testing-loop";

const [, , url, folder, slug, killedAt] = process.argv;
if (!url || !folder || !slug || !killedAt)
  throw new Error("expected a database URL, an artifacts folder, a project and a place such as ppo/2");
const db = await openDatabase(url, { migrate: false });
const backend = await initBackend({ backend: "auto", precision: "float32" });
const bench = { db, databaseKind: "embedded" as const, artifacts: await openArtifacts(folder), backend };
await runIn(bench, slug, {
  onProgress: ({ stage, step }) => {
    if (`${stage}/${step}` === killedAt) process.kill(process.pid, "SIGKILL");
  },
});
