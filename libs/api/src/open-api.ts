import { openArtifacts } from "@rlhf/artifacts";
import { openDatabase } from "@rlhf/db";
import { createApi, type Api, type ApiOptions } from "./serve";

/** Few: more than this per core only take turns, and each has its own plans to make. */
const CONNECTIONS = 12;

/** The API over a database that is migrated already and a folder of artifacts, each by its address. */
export async function openApi(
  options: Omit<ApiOptions, "db" | "artifacts"> & { databaseUrl: string; artifacts: string },
): Promise<Api> {
  const { databaseUrl, artifacts, ...rest } = options;
  const db = await openDatabase(databaseUrl, { migrate: false, maxConnections: CONNECTIONS });
  return createApi({ ...rest, db, artifacts: await openArtifacts(artifacts) });
}
