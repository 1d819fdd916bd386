import { openApi, type Api } from "@rlhf/api";
import { readEnv } from "./env";

const kept = globalThis as typeof globalThis & { rlhfApi?: Promise<Api> };

/** The API of this process; opened with the first request, because a build has no database. */
export function serverApi(): Promise<Api> {
  kept.rlhfApi ??= open().catch((error: unknown) => {
    kept.rlhfApi = undefined; // the database may come back
    throw error;
  });
  return kept.rlhfApi;
}

function open(): Promise<Api> {
  const env = readEnv();
  const loopback = ["localhost", "127.0.0.1", "[::1]"].includes(new URL(env.appUrl).hostname);
  return openApi({
    ...env,
    links: loopback,
    log: ({ level, requestId, path, message, error }) =>
      console[level](`${requestId} ${path}: ${message}`, error ?? ""),
  });
}
