import { listPolicyVersions, type Db } from "@rlhf/db";
import { nearestName, NotFoundError, type PolicyVersion } from "@rlhf/domain";

const spell = (version: PolicyVersion): string => `${version.policyName}@${version.version}`;

/** A policy version by name (its newest version), name@version, or the beginning of its id. */
export async function findPolicy(
  db: Db,
  { projectId, name }: { projectId: string; name: string },
): Promise<PolicyVersion> {
  const versions = await listPolicyVersions(db, projectId); // by name, then version
  const byName = versions.findLast((v) => v.policyName === name || spell(v) === name);
  if (byName) return byName;
  const byId = versions.filter((v) => v.id.startsWith(name.toLowerCase()));
  if (byId.length > 1) {
    const ids = byId.map((v) => `${v.id} (${spell(v)})`).join(", ");
    throw new NotFoundError(`policy ${name}: expected the beginning of one id, but several match: ${ids}`);
  }
  if (byId[0]) return byId[0];
  const known = [...new Set(versions.map((v) => v.policyName))];
  const near = nearestName(name, [...known, ...versions.map(spell)]);
  const hint = near ? `did you mean ${near}?` : `the project has ${known.join(", ") || "none"}`;
  throw new NotFoundError(`policy ${name}: expected a name, name@version or id; ${hint}`);
}
