export type StateName = "ok" | "run" | "wait" | "warn" | "fail" | "pause";

const tick = <path d="m5.6 8.2 1.7 1.7 3.2-3.6" stroke="var(--surface)" />;
const SHAPES: Record<StateName, React.ReactNode> = {
  ok: (
    <>
      <circle cx="8" cy="8" r="5.5" fill="currentColor" />
      {tick}
    </>
  ),
  run: (
    <>
      <circle cx="8" cy="8" r="5.5" opacity=".3" />
      <path d="M8 2.5a5.5 5.5 0 1 1-4.8 8.2" />
    </>
  ),
  wait: <circle cx="8" cy="8" r="5.25" />,
  pause: <path d="M5.5 4v8M10.5 4v8" />,
  warn: (
    <>
      <path d="M8 2.6 14 13H2z" fill="currentColor" />
      <path d="M8 6.6v3M8 11.2v.1" stroke="var(--surface)" />
    </>
  ),
  fail: (
    <>
      <rect x="2.6" y="2.6" width="10.8" height="10.8" rx="2" fill="currentColor" />
      <path d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4" stroke="var(--surface)" />
    </>
  ),
};

/** A state as a shape of its own, so that it is told apart without colour. `label` is read aloud. */
export function StateIcon({ state, label }: { state: StateName; label?: string }) {
  const named = label ? ({ role: "img", "aria-label": label } as const) : ({ "aria-hidden": true } as const);
  return (
    <svg className={`st ${state === "pause" ? "wait" : state}`} viewBox="0 0 16 16" {...named}>
      {SHAPES[state]}
    </svg>
  );
}
