import { artifactProbe, type Db } from "@rlhf/db";
import { ConfigError } from "@rlhf/domain";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Proves that this worker sees the folder that the others use: the probe that the first one left there must be readable.
 * @throws ConfigError when it is not: checkpoints of other workers would be missing, too.
 */
export async function assertSharedArtifacts(db: Db, folder: string): Promise<void> {
  const bytes = randomBytes(32);
  const mine = createHash("sha256").update(bytes).digest("hex");
  const place = (sha256: string) => path.join(folder, "probe", sha256);
  mkdirSync(path.join(folder, "probe"), { recursive: true });
  const others = await artifactProbe(db, { sha256: mine, bytes: bytes.length, uri: `probe/${mine}` });
  if (others === mine) writeFileSync(place(mine), bytes, { flush: true });
  else if (!existsSync(place(others)))
    throw new ConfigError(
      `RLHF_ARTIFACTS: expected the folder that this database's other workers write to, but ${folder} lacks ` +
        `probe/${others}; mount the same folder, or start with rlhf db reset when its checkpoints are lost`,
    );
}
