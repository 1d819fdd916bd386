import type { StageInput } from "@rlhf/domain";
import type { RouterOutputs } from "@rlhf/api";

export type Option = { value: string; text: string };
/** What a project has to offer for each input of a stage. */
export type Offers = {
  loops: readonly RouterOutputs["runs"]["list"]["runs"][number][];
  generated: readonly RouterOutputs["runs"]["list"]["runs"][number][];
  policies: readonly RouterOutputs["policies"]["list"]["policies"][number][];
  rewardModels: readonly RouterOutputs["compare"]["rewardModels"]["rewardModels"][number][];
  snapshots: readonly RouterOutputs["data"]["snapshots"]["snapshots"][number][];
  batches: readonly RouterOutputs["batches"]["list"]["batches"][number][];
};

export const INPUT_WORDS: Record<StageInput, { label: string; about: string }> = {
  loop: { label: "Loop", about: "The run takes over its world or files, its tokenizer and the shape of its model." },
  policyVersionId: { label: "Policy", about: "The trained state that this run begins from, or samples from." },
  baselineId: { label: "Baseline", about: "The policy that the candidate is compared with." },
  candidateId: { label: "Candidate", about: "The policy that is judged." },
  rewardModelVersionId: { label: "Reward model", about: "Scores the answers." },
  snapshotId: { label: "Snapshot", about: "The judged pairs that the reward model learns from." },
  batchId: { label: "Batch", about: "Its judgments are frozen." },
  generateRunId: { label: "Answers", about: "The run that generated the pairs which are judged." },
};

const runText = ({ name, seq, status }: Offers["loops"][number]) => `${name} · run ${seq}, ${status}`;

/** What can be chosen for an input, the likeliest first. Policies without weights (of other makers) are left out. */
export function optionsFor(input: StageInput, offers: Offers, { kind }: { kind: string }): Option[] {
  const { loops, generated, policies, rewardModels, snapshots, batches } = offers;
  switch (input) {
    case "loop":
      return loops.map((run) => ({ value: run.id, text: runText(run) }));
    case "generateRunId":
      return generated
        .filter((run) => run.status === "succeeded")
        .map((run) => ({ value: run.id, text: runText(run) }));
    case "rewardModelVersionId":
      return rewardModels.map(({ id, name, version, valAccuracy }) => {
        const quality = valAccuracy === null ? "" : ` · ${(100 * valAccuracy).toFixed(1)} % of pairs right`;
        return { value: id, text: `${name} v${version}${quality}` };
      });
    case "snapshotId":
      return snapshots
        .filter((snapshot) => snapshot.kind === "preference")
        .map(({ id, datasetName, version, rows }) => ({
          value: id,
          text: `${datasetName} v${version} · ${rows} pairs`,
        }));
    case "batchId":
      return batches
        .filter((batch) => batch.submitted > 0)
        .map(({ id, name, submitted }) => ({ value: id, text: `${name} · ${submitted} judgments` }));
    case "policyVersionId":
    case "baselineId":
    case "candidateId":
      return policyOptions(policies, input === "candidateId" ? "ppo" : kind === "sft" ? "base" : "sft");
  }
}

function policyOptions(policies: Offers["policies"], likeliest: string): Option[] {
  const trained = policies.filter((policy) => policy.weightsSha256 !== null || policy.step !== null);
  const first = trained.filter((policy) => policy.kind === likeliest);
  const rest = trained.filter((policy) => policy.kind !== likeliest);
  return [...first, ...rest].map(({ id, name, version, step }) => ({
    value: id,
    text: `${name} v${version}${step === null ? "" : ` · step ${step}`}`,
  }));
}
