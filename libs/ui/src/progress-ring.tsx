/** Progress from 0 to 1 as a ring of 16 px; null: at rest. Its words stand beside it. */
export function ProgressRing({ share }: { share: number | null }) {
  const part = share === null ? 0 : Math.round(100 * Math.max(0.03, Math.min(1, share))); // a start is seen
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6" fill="none" stroke="var(--line-2)" strokeWidth="2" />
      {part > 0 && (
        <circle
          cx="8"
          cy="8"
          r="6"
          fill="none"
          stroke="var(--accent)"
          strokeWidth="2"
          pathLength={100}
          strokeDasharray={`${part} 100`}
          transform="rotate(-90 8 8)"
        />
      )}
    </svg>
  );
}
