import { chromium, type FullConfig } from "@playwright/test";
import { dropReach, writeReach } from "./reach";
import { startWorkbench, type Setup } from "./workbench";

const ADVICE =
  "The browser tests need Chromium. Install it by `apt-get update && apt-get install -y --no-install-recommends chromium` " +
  "or `npx playwright install chromium`, or name one in CHROMIUM_PATH.";

/** One database and one web server for all tests; returns the way to stop both. */
export default async function globalSetup(config: FullConfig): Promise<() => Promise<void>> {
  await launchOnce(config);
  const { url, databaseUrl, stop } = await startWorkbench(config.metadata as Setup);
  writeReach({ url, databaseUrl });
  return async () => {
    dropReach();
    await stop();
  };
}

async function launchOnce(config: FullConfig): Promise<void> {
  try {
    const browser = await chromium.launch(config.projects[0]?.use.launchOptions);
    await browser.close();
  } catch (error) {
    throw new Error(`${ADVICE}\n${error instanceof Error ? error.message.split("\n")[0] : ""}`, { cause: error });
  }
}
