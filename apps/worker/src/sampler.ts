import {
  appendSampleToken,
  claimSample,
  endSample,
  getPolicyVersion,
  listRuns,
  SAMPLE_REQUESTED,
  type SampleRequest,
} from "@rlhf/db";
import { onNotify } from "@rlhf/db/workbench";
import { DataError } from "@rlhf/domain";
import {
  closeWorkbench,
  loadPolicy,
  loopConfigOf,
  openSource,
  openWorkbench,
  sampleAnswer,
  type Sampler,
  type Workbench,
} from "@rlhf/pipeline";
import { hostname } from "node:os";
import { childSignals } from "./child-signals";
import { readEnv } from "./env";
import { recentlyUsed } from "./recently-used";

const POLL_MS = 1_000;
/** Without requests for this long the models' memory is given back. */
const IDLE_MS = 120_000;
const MODELS = 4;

/** Answers requests of the playground, one at a time, until none comes any more. */
export async function answerSamples(): Promise<number> {
  const signal = childSignals();
  const bench = await openWorkbench(readEnv());
  const models = modelCache(bench);
  let wake = () => undefined as void;
  const stop = onNotify(bench.db, SAMPLE_REQUESTED, () => wake());
  signal.addEventListener("abort", () => wake());
  try {
    for (let idleSince = Date.now(); !signal.aborted && Date.now() - idleSince < IDLE_MS;) {
      const request = await claimSample(bench.db, `${hostname()}/${process.pid}`);
      if (request) {
        await answer(bench, request, { models, signal });
        idleSince = Date.now();
      } else
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, POLL_MS).unref();
        });
    }
    return 0;
  } finally {
    stop();
    models.clear();
    await closeWorkbench(bench);
  }
}

const modelCache = (bench: Workbench) =>
  recentlyUsed(MODELS, {
    open: (policyVersionId: string) => loadPolicy(bench, policyVersionId),
    close: (model) => model.params.dispose(),
  });
type Models = ReturnType<typeof modelCache>;

async function answer(
  bench: Workbench,
  request: SampleRequest,
  { models, signal }: { models: Models; signal: AbortSignal },
): Promise<void> {
  try {
    const sampler: Sampler = {
      policy: await models.get(request.policyVersionId),
      reference: request.referenceVersionId === null ? null : await models.get(request.referenceVersionId),
      tokenizer: await tokenizerOf(bench, request),
    };
    for await (const token of sampleAnswer(sampler, request)) {
      if (signal.aborted) throw new DataError("the worker stops; ask again");
      if (!(await appendSampleToken(bench.db, request.id, token))) return; // cancelled, or out of time
    }
    await endSample(bench.db, request.id, { status: "done", reason: null });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await endSample(bench.db, request.id, { status: "failed", reason });
  }
}

/** The words of the loop that the policy's project ran last. */
async function tokenizerOf({ db }: Workbench, { projectId, policyVersionId }: SampleRequest) {
  const [run] = await listRuns(db, { projectId, kind: "pipeline", limit: 1 });
  if (run) return (await openSource(loopConfigOf(run), { use: "reading" })).tokenizer;
  const { policyName } = await getPolicyVersion(db, policyVersionId);
  throw new DataError(`policy ${policyName}: expected a loop in its project that names its tokenizer, found none`);
}
