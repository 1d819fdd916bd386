/** What a child of the supervisor obeys: SIGTERM and SIGINT raise the signal; without its supervisor it ends at once. */
export function childSignals(): AbortSignal {
  const stop = new AbortController();
  process.on("SIGTERM", () => stop.abort());
  process.on("SIGINT", () => stop.abort());
  // Nobody would send its heartbeats any more; whoever claims the run next shuts it out anyway.
  process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
  return stop.signal;
}
