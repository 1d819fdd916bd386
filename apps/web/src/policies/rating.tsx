import type { RouterOutputs } from "@rlhf/api";
import { count } from "@rlhf/ui";

type Ratings = RouterOutputs["compare"]["ratings"]["ratings"];

/** A policy's Bradley–Terry rating in Elo points with its interval. */
export function Rating(props: { policyVersionId: string; ratings: Ratings; pending: boolean }) {
  const { policyVersionId, ratings, pending } = props;
  if (pending) return <span className="i3">…</span>;
  const entry = ratings?.entries.find((one) => one.policyVersionId === policyVersionId);
  if (!entry) return <span className="i3">not judged</span>;
  if (entry.policyVersionId === ratings?.baselineId) return <span className="i3">{count(entry.elo)}, fixed</span>;
  const [low, high] = entry.interval;
  return (
    <span title={`95 % interval, ${count(entry.judgments)} judgments`}>
      <b className="b5">{count(entry.elo)}</b> [{count(low)}, {count(high)}]
    </span>
  );
}
