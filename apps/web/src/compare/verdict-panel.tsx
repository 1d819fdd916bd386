"use client";
import { Term } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import type { ComparedPair } from "./compared-pair";
import { DecisionBar } from "./decision-bar";
import { PanelBody } from "./panel-body";
import { REFRESH_MS, type PolicyOption } from "./use-compared";
import { VerdictFigures } from "./verdict-figures";
import { VerdictPath } from "./verdict-path";
import { VerdictSentence } from "./verdict-sentence";
import { decisions } from "./verdict-words";

/** The answer in one sentence, what to do now, and how the answer came about. */
export function VerdictPanel({ pair, policies }: { pair: ComparedPair; policies: readonly PolicyOption[] }) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const verdict = useQuery(trpc.compare.verdict.queryOptions({ projectId, ...pair }, { refetchInterval: REFRESH_MS }));
  return (
    <section className="card verdict" aria-label="Verdict" id="verdict">
      <div>
        <PanelBody query={verdict} failed="The verdict could not be read" height={220}>
          {({ verdict: found, needed, planned }) =>
            found ? (
              <div className="col gap-4">
                <VerdictSentence {...{ pair, policies, verdict: found }} />
                <DecisionBar decisions={decisions({ verdict: found, needed, planned })} />
                <VerdictFigures {...{ pair, verdict: found, needed, planned }} />
              </div>
            ) : (
              <NotJudged kind={pair.judgeKind !== undefined} planned={planned} />
            )
          }
        </PanelBody>
      </div>
      <VerdictPath pair={pair} planned={verdict.data?.planned ?? 0} />
    </section>
  );
}

function NotJudged({ kind, planned }: { kind: boolean; planned: number }) {
  return (
    <div className="blank">
      <h2>{kind ? "No such judge compared these two" : "These two were not compared yet"}</h2>
      <p>
        {planned > 0
          ? "Pairs of theirs wait to be judged."
          : "A batch of their answers, or an evaluation, compares them."}{" "}
        {kind && "Other judges may have: choose “everyone” above. "}Each answer becomes a{" "}
        <Term word="Judgment">judgment</Term>, and the verdict appears with the first.
      </p>
    </div>
  );
}
