import { CancelledError } from "@rlhf/domain";

/** A signal that the first Ctrl-C raises, for work that stores nothing before its end; the second one ends the process. */
export function stopOnInterrupt(): AbortSignal {
  const abort = new AbortController();
  process.once("SIGINT", () => abort.abort(new CancelledError("interrupted; nothing was written")));
  return abort.signal;
}
