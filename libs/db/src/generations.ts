import { Generation, newId, type TokenStats } from "@rlhf/domain";
import { z } from "zod";
import { bytesToFloats, floatBytes, jsonSha256, portions, storableText } from "./content";
import type { Db } from "./open-database";
import { rowsOf } from "./query";

export type GenerationInput = {
  promptId: string;
  policyVersionId: string;
  seed: number;
  sampleIndex: number;
  text: string;
  tokenIds: readonly number[];
  finishReason: Generation["finishReason"];
  logpSum?: number | null;
  klSum?: number | null;
  latencyMs?: number | null;
};

const GENERATION = `g.id, g.prompt_id as "promptId", g.policy_version_id as "policyVersionId",
  encode(g.sampling_hash, 'hex') as "samplingHash", g.seed::float8 as seed, g.sample_index as "sampleIndex", g.text,
  g.token_ids as "tokenIds", g.n_tokens as "nTokens", g.n_chars as "nChars", g.logp_sum as "logpSum", g.kl_sum as "klSum",
  g.finish_reason as "finishReason"`;

/**
 * Stores answers sampled with one set of `sampling` settings and returns one record per input, in input order. The same
 * prompt, policy version, settings, seed and sample index again returns the answer that is there.
 */
export async function insertGenerations(
  db: Db,
  options: { projectId: string; sampling: Record<string, unknown> },
  generations: readonly GenerationInput[],
): Promise<Generation[]> {
  const hash = jsonSha256(options.sampling);
  const stored: Generation[] = [];
  for (const portion of portions(generations, 1_000)) {
    const rows = portion.map((g) => ({ ...g, id: newId(), text: storableText(g.text) }));
    await db.pool.query(
      `insert into generation (id, project_id, prompt_id, policy_version_id, sampling, sampling_hash, seed, sample_index, text,
         token_ids, n_tokens, n_chars, logp_sum, kl_sum, finish_reason, latency_ms)
       select r.id, $1, r."promptId", r."policyVersionId", $2, decode($3, 'hex'), r.seed, r."sampleIndex", r.text, r."tokenIds",
         cardinality(r."tokenIds"), length(r.text), r."logpSum", r."klSum", r."finishReason", r."latencyMs"
       from jsonb_to_recordset($4::jsonb) as r (id uuid, "promptId" uuid, "policyVersionId" uuid, seed bigint,
         "sampleIndex" int, text text, "tokenIds" int[], "logpSum" float8, "klSum" float8, "finishReason" text, "latencyMs" int)
       on conflict (prompt_id, policy_version_id, sampling_hash, seed, sample_index) do nothing`,
      [options.projectId, JSON.stringify(options.sampling), hash, JSON.stringify(rows)],
    );
    const column = <K extends keyof GenerationInput>(key: K) => rows.map((row) => row[key]);
    const sql = `select ${GENERATION}
      from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::int[]) with ordinality as r (prompt, version, seed, sample, no)
      join generation g on g.prompt_id = r.prompt and g.policy_version_id = r.version and g.sampling_hash = decode($5, 'hex')
        and g.seed = r.seed and g.sample_index = r.sample order by r.no`;
    const keys = [column("promptId"), column("policyVersionId"), column("seed"), column("sampleIndex")];
    stored.push(...(await rowsOf(db, Generation, { sql, values: [...keys, hash] })));
  }
  return stored;
}

/** Answers of a policy version in the order of the prompts and samples; or the ones named, in the order of the names. */
export async function listGenerations(
  db: Db,
  filter: { policyVersionId: string; seed?: number; sampling?: Record<string, unknown> } | { ids: readonly string[] },
): Promise<Generation[]> {
  if ("ids" in filter) {
    const sql = `select ${GENERATION} from unnest($1::uuid[]) with ordinality as r (id, no)
      join generation g on g.id = r.id order by r.no`;
    return rowsOf(db, Generation, { sql, values: [filter.ids] });
  }
  const sql = `select ${GENERATION} from generation g join prompt p on p.id = g.prompt_id join prompt_set s on s.id = p.prompt_set_id
    where g.policy_version_id = $1 and ($2::bigint is null or g.seed = $2)
      and ($3::text is null or g.sampling_hash = decode($3, 'hex'))
    order by s.name, p.ordinal, g.seed, g.sample_index`;
  const sampling = filter.sampling ? jsonSha256(filter.sampling) : null;
  return rowsOf(db, Generation, { sql, values: [filter.policyVersionId, filter.seed ?? null, sampling] });
}

const STAT_COLUMNS = ["logp", "logpRef", "kl", "value", "reward", "advantage", "entropy"] as const;

/** Per-token statistics; a generation's row is replaced when it comes again. */
export async function insertTokenStats(
  db: Db,
  stats: readonly TokenStats[],
  options: { sourceRunId?: string } = {},
): Promise<void> {
  for (const portion of portions(stats, 500)) {
    const columns = STAT_COLUMNS.map((name) => portion.map((row) => (row[name] ? floatBytes(row[name]) : null)));
    await db.pool.query(
      `insert into generation_token_stat (generation_id, source_run_id, logp, logp_ref, kl, value, reward, advantage, entropy)
       select r.id, $9, r.logp, r.logp_ref, r.kl, r.value, r.reward, r.advantage, r.entropy
       from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[])
         as r (id, logp, logp_ref, kl, value, reward, advantage, entropy)
       on conflict (generation_id) do update set source_run_id = excluded.source_run_id, logp = excluded.logp,
         logp_ref = excluded.logp_ref, kl = excluded.kl, value = excluded.value, reward = excluded.reward,
         advantage = excluded.advantage, entropy = excluded.entropy`,
      [portion.map((row) => row.generationId), ...columns, options.sourceRunId ?? null],
    );
  }
}

const bytes = z.instanceof(Uint8Array).transform(bytesToFloats);
const TokenStatsRow = z.object({
  generationId: z.uuid(),
  logp: bytes,
  logpRef: bytes.nullable(),
  kl: bytes.nullable(),
  value: bytes.nullable(),
  reward: bytes.nullable(),
  advantage: bytes.nullable(),
  entropy: bytes.nullable(),
});

export async function readTokenStats(db: Db, generationIds: readonly string[]): Promise<TokenStats[]> {
  const sql = `select s.generation_id as "generationId", s.logp, s.logp_ref as "logpRef", s.kl, s.value, s.reward, s.advantage, s.entropy
    from unnest($1::uuid[]) with ordinality as r (id, no) join generation_token_stat s on s.generation_id = r.id order by r.no`;
  return rowsOf(db, TokenStatsRow, { sql, values: [generationIds] });
}

/** Scores of one reward model version; a score that comes again replaces the old one. */
export async function insertRewardScores(
  db: Db,
  rewardModelVersionId: string,
  scores: readonly { generationId: string; score: number; scoreStd?: number | null }[],
): Promise<void> {
  for (const portion of portions(scores)) {
    await db.pool.query(
      `insert into reward_score (generation_id, reward_model_version_id, score, score_std)
       select r.id, $1, r.score, r.std from unnest($2::uuid[], $3::real[], $4::real[]) as r (id, score, std)
       on conflict (generation_id, reward_model_version_id) do update set score = excluded.score, score_std = excluded.score_std`,
      [
        rewardModelVersionId,
        portion.map((s) => s.generationId),
        portion.map((s) => s.score),
        portion.map((s) => s.scoreStd ?? null),
      ],
    );
  }
}
