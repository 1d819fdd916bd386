import { listProjects, listRuns, type Db } from "@rlhf/db";
import { LoopConfig, nearestName, NotFoundError, parseConfig, type Project } from "@rlhf/domain";
import { z } from "zod";
import { readConfigSource, type ConfigSource } from "./config-input";

/** The project of this slug, or without one the project of the newest run. @throws NotFoundError with the nearest slug. */
export async function findProject(db: Db, slug: string | undefined): Promise<Project> {
  const projects = await listProjects(db);
  if (slug === undefined) {
    const [newest] = await listRuns(db, { limit: 1 });
    const project = projects.find((p) => p.id === newest?.projectId);
    if (project) return project;
    throw new NotFoundError("project: expected --project, or a run that says which one; see rlhf runs list");
  }
  const project = projects.find((p) => p.slug === slug);
  if (project) return project;
  const slugs = projects.map((p) => p.slug);
  const near = nearestName(slug, slugs);
  throw new NotFoundError(
    `project ${slug}: expected one that exists; ${near ? `did you mean ${near}?` : `there are ${slugs.slice(0, 10).join(", ") || "none"}`}`,
  );
}

const PipelineConfig = z.object({ loop: z.unknown() });

/** What --config names; without it the config of the project's newest loop, or the preset `quick` where there is none. */
export async function projectConfigSource(
  db: Db,
  { projectId, given }: { projectId: string; given?: string | undefined },
): Promise<ConfigSource> {
  if (given !== undefined) return readConfigSource(given);
  const [newest] = await listRuns(db, { projectId, kind: "pipeline", limit: 1 });
  if (!newest) return readConfigSource("quick");
  return { name: `config of run ${newest.id}`, tree: PipelineConfig.parse(newest.config).loop };
}

/** The config stored with a pipeline run. */
export function storedLoopConfig(run: { id: string; config: Record<string, unknown> }): LoopConfig {
  return parseConfig(LoopConfig, PipelineConfig.parse(run.config).loop, `config of run ${run.id}`);
}
