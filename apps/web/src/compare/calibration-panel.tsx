"use client";
import { Card, Empty, Skeleton } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import { CalibrationFigures } from "./calibration-figures";
import type { ComparedPair } from "./compared-pair";
import { MarginPanel } from "./margin-panel";
import { PanelBody } from "./panel-body";
import { ReliabilityPanel } from "./reliability-panel";
import { RewardModelPicker } from "./reward-model-picker";
import { REFRESH_MS } from "./use-compared";

/** How far a reward model may be trusted: against the judges, and against how far judges agree among themselves. */
export function CalibrationPanel({ judgeKind }: Pick<ComparedPair, "judgeKind">) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const asked = useSearchParams().get("reward");
  const models = useQuery(trpc.compare.rewardModels.queryOptions({ projectId }));
  const all = models.data?.rewardModels ?? [];
  const model = all.find(({ id }) => id === asked) ?? all[0];
  return (
    <section className="stack" aria-label="Reward model">
      <Card
        title="Reward model against judges"
        note="decided pairs whose two answers it has scored"
        actions={model && <RewardModelPicker models={all} value={model.id} />}
      >
        <div className="body">
          <PanelBody query={models} failed="The reward models could not be read" height={48}>
            {() =>
              model ? (
                <Figures rewardModelVersionId={model.id} judgeKind={judgeKind} />
              ) : (
                <Empty title="No reward model yet">
                  A reward run learns one from judgments; here it is held against judges.
                </Empty>
              )
            }
          </PanelBody>
        </div>
      </Card>
      {model && <Charts rewardModelVersionId={model.id} judgeKind={judgeKind} />}
    </section>
  );
}

type Asked = { rewardModelVersionId: string } & Pick<ComparedPair, "judgeKind">;

function useCalibration(asked: Asked) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  return useQuery(trpc.compare.calibration.queryOptions({ projectId, ...asked }, { refetchInterval: REFRESH_MS }));
}

function Figures(asked: Asked) {
  const query = useCalibration(asked);
  return (
    <PanelBody query={query} failed="The calibration could not be read" height={48}>
      {({ calibration }) =>
        calibration ? (
          <CalibrationFigures calibration={calibration} />
        ) : (
          <Empty title="It has scored no judged pair">
            An evaluation stores the scores of both answers; then its margins stand beside what judges said
            {asked.judgeKind ? ", or choose “everyone” above" : ""}.
          </Empty>
        )
      }
    </PanelBody>
  );
}

function Charts(asked: Asked) {
  const { data, isPending } = useCalibration(asked);
  if (isPending) return <Skeleton lines={4} height={32} />;
  if (!data?.calibration) return null;
  return (
    <div className="cols-2">
      <ReliabilityPanel calibration={data.calibration} />
      <MarginPanel calibration={data.calibration} />
    </div>
  );
}
