/** Moments of a save at which the process may die; a test names one and dies there. Nothing durable may depend on them. */
export type CrashPoint =
  "before-open" | "mid-write" | "before-fsync" | "after-fsync" | "after-rename" | "before-commit" | "after-commit";

/** Called at every crash point; the default does nothing. */
export type OnCrashPoint = (point: CrashPoint) => void | Promise<void>;
