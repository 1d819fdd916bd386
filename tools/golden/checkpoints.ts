// Writes the checkpoints that later versions must read: npx tsx tools/golden/checkpoints.ts 0.1.0
// A version is written once. Do it when a released version changes what it writes, never to make a test pass.
import { initBackend } from "@rlhf/tensor";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeFixture } from "../../libs/pipeline/src/testing-fixtures";
import { TRAINERS } from "../../libs/pipeline/src/testing-trainers";

const version = process.argv[2] ?? "";
if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error("expected a version, for example 0.2.0");
const folder = path.resolve(import.meta.dirname, "../../libs/pipeline/fixtures", version);
if (existsSync(folder))
  throw new Error(`${folder}: expected a version that has no fixture yet; old ones stay as they are`);
await initBackend({ backend: "cpu", precision: "float32" });
mkdirSync(folder, { recursive: true });
for (const name of TRAINERS) {
  const fixture = await makeFixture(name, { root: folder });
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(fixture, null, 2)}\n`);
}
rmSync(path.join(folder, "tmp"), { recursive: true, force: true });
