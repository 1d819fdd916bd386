/** A thin bar. `share` from 0 to 1; `label` says of what. */
export function Progress({ share, label }: { share: number; label: string }) {
  const percent = Math.round(1000 * Math.max(0, Math.min(1, share))) / 10;
  return (
    <div
      className="bar grow"
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <i style={{ width: `${percent}%` }} />
    </div>
  );
}
