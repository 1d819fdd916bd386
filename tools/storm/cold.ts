// The negative control of exact resume: a checkpoint whose optimiser state is forgotten (zero moments, zero steps) but whose
// weights are right must lead to other numbers. If it did not, "equal to the undisturbed run" would say nothing.
import { loadCheckpoint, openArtifacts, putBlob, type Artifacts, type Manifest } from "@rlhf/artifacts";
import { latestCheckpoints, listRuns, type Db } from "@rlhf/db";
import { decodeSafetensors, encodeSafetensors } from "@rlhf/tensor";
import { differences, fingerprint } from "./fingerprint";
import { loopOrResume, pipelineOf, type Product, type Room } from "./room";
import { TRAINING, undisturbed } from "./undisturbed";
import { start } from "./victim";

/** A step after a checkpoint and before the last, in every stage that trains. */
const DIES_AT: Record<string, number> = { pretrain: 4, sft: 4, reward: 4, ppo: 3 };

export type ColdReport = { differs: Record<string, string>; wrong: string[] };

export async function coldStarts(product: Product, room: Room): Promise<ColdReport> {
  const calm = await undisturbed(product, room);
  const report: ColdReport = { differs: {}, wrong: [] };
  for (const stage of TRAINING) {
    const slug = `cold-${stage}`;
    const env = { CRASH_AT: `${stage}@${DIES_AT[stage]}/before-step` };
    await start(product.loop(room, slug, env)).ended;
    await forgetMoments(room, { slug, stage });
    const { code, stderr } = await start(await loopOrResume(product, room, { slug })).ended;
    if (code !== 0) throw new Error(`${slug}: expected exit code 0, got ${code}: ${stderr}`);
    const [of, cold] = [calm.print[stage], (await fingerprint(room, slug))[stage]];
    const [first] = differences({ stage: of }, { stage: cold });
    if (first === undefined) report.wrong.push(`${stage}: the same numbers without the optimiser's state`);
    else report.differs[stage] = first;
  }
  return report;
}

async function forgetMoments(room: Room, { slug, stage }: { slug: string; stage: string }): Promise<void> {
  const db = await room.db();
  const pipeline = await pipelineOf(db, slug);
  const run = (await listRuns(db, { parentRunId: pipeline?.id ?? "" })).find((r) => r.name === stage);
  const [newest] = run ? await latestCheckpoints(db, run.id) : [];
  if (!newest) throw new Error(`${slug}: expected a checkpoint of ${stage} to tamper with`);
  const store = await openArtifacts(room.artifactsOf(slug));
  const { files, manifest } = await loadCheckpoint(store, newest.manifestSha256);
  const tampered = await withoutMoments(store, { files, manifest });
  await replaceManifest(db, { id: newest.id, sha256: tampered });
}

async function withoutMoments(
  store: Artifacts,
  { files, manifest }: { files: Record<string, Uint8Array>; manifest: Manifest },
): Promise<string> {
  const stored = [];
  for (const [name, bytes] of Object.entries(files)) {
    stored.push({ name, ...(await putBlob(store, name.includes("optimizer") ? zeroed(bytes) : bytes)) });
  }
  const counters = Object.entries(manifest.state.counters ?? {}).map(([k, v]) => [k, /adamSteps/i.test(k) ? 0 : v]);
  const state = { ...manifest.state, counters: Object.fromEntries(counters) };
  const bytes = new TextEncoder().encode(JSON.stringify({ ...manifest, files: stored, state }));
  return (await putBlob(store, bytes)).sha256;
}

function zeroed(bytes: Uint8Array): Uint8Array {
  const { arrays } = decodeSafetensors(bytes);
  for (const { values } of Object.values(arrays)) values.fill(0);
  return encodeSafetensors(arrays);
}

async function replaceManifest(db: Db, { id, sha256 }: { id: string; sha256: string }): Promise<void> {
  await db.pool.query("update checkpoint set manifest_sha256 = decode($2, 'hex') where id = $1", [id, sha256]);
}
