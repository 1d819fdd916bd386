import { count, duration, percent, Term } from "@rlhf/ui";
import Link from "next/link";
import type { ReactNode } from "react";
import { audienceWords, samplerWords, type BatchDetail } from "./batch-words";

/** What the batch was made of and by which rules it is judged. */
export function BatchAbout({ batch: b }: { batch: BatchDetail }) {
  return (
    <dl className="about-line">
      <Fact name={<Term word="Policy">Policies</Term>}>
        {b.policies.map(({ id, name, version }, i) => (
          <span key={id}>
            {i > 0 && ", "}
            <Link className="num" href={`/policies/${id}`}>
              {name} v{version}
            </Link>
          </span>
        ))}
      </Fact>
      <Fact name={<Term word="Comparison">Pairs</Term>}>
        {count(b.tasks)}
        {b.goldTasks > 0 && ` + ${count(b.goldTasks)} gold`}
        {b.repeatTasks > 0 && ` + ${count(b.repeatTasks)} repeats`}
      </Fact>
      <Fact name={<Term word="Pair sampler">Drawn</Term>}>{samplerWords(b.sampler)}</Fact>
      <Fact name={<Term word="Overlap" />}>{b.targetOverlap}×</Fact>
      <Fact name={<Term word="Gold rate">Gold</Term>}>{percent(b.goldRate)}</Fact>
      <Fact name={<Term word="Repeat rate">Repeats</Term>}>{percent(b.repeatRate)}</Fact>
      <Fact name={<Term word="Lease" />}>{duration(b.leaseSeconds)}</Fact>
      <Fact name={<Term word="Audience">For</Term>}>{audienceWords(b.audience)}</Fact>
      <Fact name={<Term word="Guideline" />}>
        <Link className="num" href="/guidelines">
          version {b.guidelineVersion}
        </Link>
      </Fact>
      {b.createdBy && <Fact name="Made by">{b.createdBy}</Fact>}
    </dl>
  );
}

const Fact = ({ name, children }: { name: ReactNode; children: ReactNode }) => (
  <div className="stat">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
