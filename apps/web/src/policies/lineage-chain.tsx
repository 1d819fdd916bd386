import { ArrowLeft, Card } from "@rlhf/ui";
import Link from "next/link";
import { lineageParts, type PolicyDetail } from "./lineage-links";
import { policyName } from "./policy-name";

const CHAIN = ["Policy", "Run", "Reward model", "Snapshot", "Batches"];

/** Policy ← run ← reward model ← snapshot ← batches, each a link; below it ancestors and descendants. */
export function LineageChain({ detail }: { detail: PolicyDetail }) {
  const parts = lineageParts(detail);
  const chain = CHAIN.flatMap((name) => parts.find(({ part }) => part === name) ?? []);
  const rest = parts.filter(({ part }) => !CHAIN.includes(part) && part !== "Parent");
  return (
    <Card title="Lineage" note="what it was made from, back to the judgments">
      <ol className="chain">
        {chain.map(({ part, value }, i) => (
          <li key={part}>
            {i > 0 && <ArrowLeft className="i i3" aria-hidden />}
            <span className="t12 i3">{part}</span>
            <span className="t13 b5">{value}</span>
          </li>
        ))}
      </ol>
      <dl className="pairs-list body">
        <div>
          <dt>Ancestors</dt>
          <dd>
            <Versions of={detail.ancestors} none="none: it starts a line" />
          </dd>
        </div>
        <div>
          <dt>Trained from it</dt>
          <dd>
            <Versions of={detail.children} none="nothing yet" />
          </dd>
        </div>
        {rest.map(({ part, value }) => (
          <div key={part}>
            <dt>{part}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function Versions({ of, none }: { of: PolicyDetail["ancestors"]; none: string }) {
  if (of.length === 0) return <span className="i3">{none}</span>;
  return (
    <span className="row flex-wrap">
      {of.map((version) => (
        <Link key={version.id} className="num" href={`/policies/${version.id}`}>
          {policyName(version)}
        </Link>
      ))}
    </span>
  );
}
