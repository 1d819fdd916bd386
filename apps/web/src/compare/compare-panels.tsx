"use client";
import { policyName } from "../policies/policy-name";
import { CalibrationPanel } from "./calibration-panel";
import type { ComparedPair } from "./compared-pair";
import { FrontierPanel } from "./frontier-panel";
import { LengthPanel } from "./length-panel";
import { LineagePanel } from "./lineage-panel";
import { MatrixPanel } from "./matrix-panel";
import { PositionPanel } from "./position-panel";
import { RatingsPanel } from "./ratings-panel";
import { RegressionsPanel } from "./regressions-panel";
import { SamplesPanel } from "./samples-panel";
import { SlicesPanel } from "./slices-panel";
import { StrengthPanel } from "./strength-panel";
import type { PolicyOption } from "./use-compared";
import { VerdictPanel } from "./verdict-panel";

/** From the verdict down to what it is made of. */
export function ComparePanels({ pair, policies }: { pair: ComparedPair; policies: readonly PolicyOption[] }) {
  const names = new Map(policies.map((policy) => [policy.id, policyName(policy)]));
  return (
    <div className="stack">
      <VerdictPanel {...{ pair, policies }} />
      <div className="cols-75">
        <MatrixPanel {...{ pair, names }} />
        <RatingsPanel {...{ pair, names }} />
      </div>
      <div className="cols-75">
        <SlicesPanel pair={pair} />
        <FrontierPanel {...{ pair, names }} />
      </div>
      <div className="cols-3">
        <LengthPanel pair={pair} />
        <PositionPanel pair={pair} />
        <StrengthPanel pair={pair} />
      </div>
      <CalibrationPanel judgeKind={pair.judgeKind} />
      <SamplesPanel {...pair} />
      <RegressionsPanel {...pair} />
      <LineagePanel {...pair} />
    </div>
  );
}
