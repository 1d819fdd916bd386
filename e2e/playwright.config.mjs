import { defineConfig } from "@playwright/test";
import { existsSync } from "node:fs";
import path from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
const found = NAMES.map((name) => `/usr/bin/${name}`).find((file) => existsSync(file));
const executablePath = process.env.CHROMIUM_PATH || found; // else the one of `npx playwright install chromium`

// Two workers on one server; each test has a project of its own. No retries: a test that passes the second time is a bug.
export default defineConfig({
  testDir: path.join(import.meta.dirname, "src"),
  // A live worker would take the runs that other tests leave waiting, so it comes when they are through.
  projects: [
    { name: "pages", testIgnore: "**/worker.spec.ts" },
    { name: "worker", testMatch: "**/worker.spec.ts", dependencies: ["pages"] },
  ],
  outputDir: path.join(import.meta.dirname, "../test-results/e2e"),
  globalSetup: path.join(import.meta.dirname, "src/global-setup.ts"),
  // what the web server is started with; E2E_BUILT=1 takes the build that is there
  metadata: { path: process.env.PATH, home: process.env.HOME, built: process.env.E2E_BUILT === "1" },
  timeout: 120_000, // of a machine half as fast with two workers; the longest takes 45 s on a quiet one
  expect: { timeout: 15_000 },
  workers: 2,
  retries: 0,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    viewport: { width: 1440, height: 900 },
    trace: process.env.CI ? "off" : "retain-on-failure", // recording takes a good part of two cores
    launchOptions: {
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
