"use client";
import { useAddress } from "../shell/use-address";
import { isXAxis, type XAxis } from "./x-axis";

export type CurveView = { axis: XAxis; smoothing: number; logX: boolean; logY: boolean };
const SMOOTHING = 0.6;

/** How curves are drawn, kept in the address so that a link shows the same. */
export function useCurveView(): [CurveView, (changes: Partial<CurveView>) => void] {
  const [search, change] = useAddress();
  const [axis, smoothing] = [search.get("x"), Number(search.get("smooth") ?? SMOOTHING)];
  const log = search.get("log") ?? "";
  const view: CurveView = {
    axis: isXAxis(axis) ? axis : "step",
    smoothing: smoothing >= 0 && smoothing < 1 ? smoothing : SMOOTHING,
    logX: log.includes("x"),
    logY: log.includes("y"),
  };
  const set = (changes: Partial<CurveView>) => {
    const next = { ...view, ...changes };
    const logs = `${next.logX ? "x" : ""}${next.logY ? "y" : ""}`;
    const smooth = next.smoothing === SMOOTHING ? null : String(next.smoothing);
    change({ x: next.axis === "step" ? null : next.axis, smooth, log: logs });
  };
  return [view, set];
}
