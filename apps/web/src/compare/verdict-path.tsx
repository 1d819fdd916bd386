"use client";
import { ChartMenu, percent, percentBounds, WinPath } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import type { ComparedPair } from "./compared-pair";
import { PanelBody } from "./panel-body";
import { REFRESH_MS } from "./use-compared";
import { ROPE } from "./verdict-words";

const TITLE = "Win rate of A as judgments came in";

/** How the verdict came about, look by look. */
export function VerdictPath({ pair, planned }: { pair: ComparedPair; planned: number }) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const box = useRef<HTMLDivElement>(null);
  const path = useQuery(trpc.compare.history.queryOptions({ projectId, ...pair }, { refetchInterval: REFRESH_MS }));
  const points = path.data?.points ?? [];
  const last = points.at(-1);
  const table = {
    columns: ["judgments", "win rate of A", "always-valid from", "to"],
    rows: points.map(({ judgments, rate, alwaysValid: [from, to] }) => [judgments, rate, from, to]),
  };
  return (
    <div ref={box}>
      <div className="row mb-1">
        <h2>{TITLE}</h2>
        <span className="end">{last && <ChartMenu title={TITLE} table={table} box={box} anchor="verdict" />}</span>
      </div>
      <PanelBody query={path} failed="The course of the win rate could not be read" height={228}>
        {() =>
          last ? (
            <WinPath
              points={points.map(({ judgments, rate, alwaysValid }) => ({ n: judgments, rate, interval: alwaysValid }))}
              planned={planned}
              rope={ROPE}
              alt={`Over ${points.length} looks the rate went to ${percent(last.rate)} ${percentBounds(...last.alwaysValid)}`}
            />
          ) : (
            <p className="blank i3">The curve begins with the first judgment.</p>
          )
        }
      </PanelBody>
    </div>
  );
}
