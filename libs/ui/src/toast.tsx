import type { ReactNode } from "react";
import { StateIcon, type StateName } from "./state-icon";

/** One message that floats above the page's foot. The page decides how long it stays. */
export function Toast({ state, action, children }: { state: StateName; action?: ReactNode; children: ReactNode }) {
  return (
    <div className="toast">
      <StateIcon state={state} />
      <span>{children}</span>
      {action}
    </div>
  );
}

/** Where toasts stand; screen readers hear them politely. */
export function ToastStack({ children }: { children: ReactNode }) {
  return (
    <div className="toast-stack" role="status" aria-live="polite">
      {children}
    </div>
  );
}

/** The seconds that are left of a grace period, as a number inside a ring. */
export function Countdown({ left, of }: { left: number; of: number }) {
  const share = Math.max(0, Math.min(100, (100 * left) / of));
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" role="img" aria-label={`${Math.ceil(left)} seconds left`}>
      <circle cx="10" cy="10" r="8" fill="none" stroke="var(--line)" strokeWidth="2" />
      <circle
        cx="10"
        cy="10"
        r="8"
        fill="none"
        stroke="var(--accent)"
        strokeWidth="2"
        pathLength={100}
        strokeDasharray={`${share} 100`}
        transform="rotate(-90 10 10)"
      />
      <text x="10" y="14" textAnchor="middle" fontSize="11" fontWeight="600" fill="currentColor">
        {Math.ceil(left)}
      </text>
    </svg>
  );
}
