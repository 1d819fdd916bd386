import { closeWorkbench, openDemoProject, openWorkbench } from "@rlhf/pipeline";
import { readEnv } from "./env";

/** Makes the demo project once: its loop queued, comparisons for people. */
export async function prepareDemo(): Promise<number> {
  const bench = await openWorkbench(readEnv());
  try {
    await openDemoProject(bench);
    return 0;
  } finally {
    await closeWorkbench(bench);
  }
}
