-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "user_kind" AS ENUM ('human', 'service', 'simulated', 'oracle', 'llm_judge');

-- CreateEnum
CREATE TYPE "member_role" AS ENUM ('owner', 'admin', 'researcher', 'adjudicator', 'annotator', 'viewer');

-- CreateEnum
CREATE TYPE "split" AS ENUM ('train', 'val', 'test', 'gold');

-- CreateEnum
CREATE TYPE "policy_kind" AS ENUM ('base', 'sft', 'ppo', 'dpo', 'best_of_n', 'external');

-- CreateEnum
CREATE TYPE "batch_status" AS ENUM ('draft', 'open', 'closed');

-- CreateEnum
CREATE TYPE "task_status" AS ENUM ('open', 'complete', 'adjudication', 'closed', 'void');

-- CreateEnum
CREATE TYPE "assignment_status" AS ENUM ('leased', 'submitted', 'skipped', 'expired', 'released');

-- CreateEnum
CREATE TYPE "verdict" AS ENUM ('a', 'b', 'tie', 'both_bad', 'ranking', 'rating', 'edit', 'retracted');

-- CreateEnum
CREATE TYPE "run_kind" AS ENUM ('pretrain', 'sft', 'generate', 'label', 'snapshot', 'reward', 'ppo', 'dpo', 'best_of_n', 'evaluate', 'pipeline');

-- CreateEnum
CREATE TYPE "run_status" AS ENUM ('queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled');

-- CreateEnum
CREATE TYPE "run_request" AS ENUM ('none', 'pause', 'cancel');

-- CreateEnum
CREATE TYPE "run_event_type" AS ENUM ('metric', 'status', 'log', 'sample', 'checkpoint');

-- CreateTable
CREATE TABLE "app_user" (
    "id" UUID NOT NULL,
    "email" TEXT,
    "name" TEXT NOT NULL,
    "kind" "user_kind" NOT NULL,
    "locale" TEXT,
    "tz" TEXT,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "project" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "archived_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "project_member" (
    "project_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" "member_role" NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "project_member_pkey" PRIMARY KEY ("project_id","user_id")
);

-- CreateTable
CREATE TABLE "prompt_set" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "prompt_set_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prompt" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "prompt_set_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "messages" JSONB NOT NULL,
    "content_sha256" BYTEA NOT NULL,
    "lang" TEXT,
    "tags" TEXT[],
    "split" "split" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "prompt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_version" (
    "id" UUID NOT NULL,
    "policy_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "kind" "policy_kind" NOT NULL,
    "checkpoint_id" UUID,
    "parent_id" UUID,
    "config" JSONB NOT NULL,
    "config_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "generation" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "prompt_id" UUID NOT NULL,
    "policy_version_id" UUID NOT NULL,
    "sampling" JSONB NOT NULL,
    "sampling_hash" BYTEA NOT NULL,
    "seed" BIGINT NOT NULL,
    "sample_index" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "token_ids" INTEGER[],
    "n_tokens" INTEGER NOT NULL,
    "n_chars" INTEGER NOT NULL,
    "logp_sum" DOUBLE PRECISION,
    "kl_sum" DOUBLE PRECISION,
    "finish_reason" TEXT NOT NULL,
    "identity_leak" BOOLEAN NOT NULL DEFAULT false,
    "latency_ms" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "generation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "generation_token_stat" (
    "generation_id" UUID NOT NULL,
    "source_run_id" UUID,
    "logp" BYTEA NOT NULL,
    "logp_ref" BYTEA,
    "kl" BYTEA,
    "value" BYTEA,
    "reward" BYTEA,
    "advantage" BYTEA,
    "entropy" BYTEA,

    CONSTRAINT "generation_token_stat_pkey" PRIMARY KEY ("generation_id")
);

-- CreateTable
CREATE TABLE "reward_score" (
    "generation_id" UUID NOT NULL,
    "reward_model_version_id" UUID NOT NULL,
    "score" REAL NOT NULL,
    "score_std" REAL,

    CONSTRAINT "reward_score_pkey" PRIMARY KEY ("generation_id","reward_model_version_id")
);

-- CreateTable
CREATE TABLE "guideline" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "body_md" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "guideline_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_schema" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "task_schema_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "label_batch" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "seed" BIGINT NOT NULL,
    "task_schema_id" UUID NOT NULL,
    "guideline_id" UUID NOT NULL,
    "target_overlap" SMALLINT NOT NULL DEFAULT 1,
    "lease_seconds" INTEGER NOT NULL DEFAULT 900,
    "gold_rate" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "repeat_rate" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "sampler" JSONB NOT NULL DEFAULT '{}',
    "status" "batch_status" NOT NULL DEFAULT 'open',
    "opens_at" TIMESTAMPTZ(3),
    "closes_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "label_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "comparison_task" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "batch_id" UUID NOT NULL,
    "prompt_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "status" "task_status" NOT NULL DEFAULT 'open',
    "priority" REAL NOT NULL DEFAULT 0,
    "sampling_propensity" REAL,
    "slots_total" SMALLINT NOT NULL,
    "slots_taken" SMALLINT NOT NULL DEFAULT 0,
    "slots_submitted" SMALLINT NOT NULL DEFAULT 0,
    "repeat_of_task_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "comparison_task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_item" (
    "task_id" UUID NOT NULL,
    "item_no" SMALLINT NOT NULL,
    "item_key" UUID NOT NULL,
    "generation_id" UUID NOT NULL,

    CONSTRAINT "task_item_pkey" PRIMARY KEY ("task_id","item_no")
);

-- CreateTable
CREATE TABLE "assignment" (
    "id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "batch_id" UUID NOT NULL,
    "annotator_id" UUID NOT NULL,
    "status" "assignment_status" NOT NULL DEFAULT 'leased',
    "leased_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "display_order" SMALLINT[],
    "skip_reason" TEXT,

    CONSTRAINT "assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "judgment" (
    "id" UUID NOT NULL,
    "assignment_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "batch_id" UUID NOT NULL,
    "annotator_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "supersedes_id" UUID,
    "verdict" "verdict" NOT NULL,
    "strength" SMALLINT NOT NULL,
    "confidence" REAL,
    "rationale" TEXT,
    "reasons" TEXT[],
    "flags" TEXT[],
    "display_order" SMALLINT[],
    "active_ms" INTEGER,
    "wall_ms" INTEGER,
    "first_input_ms" INTEGER,
    "input_mode" TEXT,
    "ui_version" TEXT,
    "guideline_id" UUID NOT NULL,
    "task_schema_id" UUID NOT NULL,
    "counted" BOOLEAN NOT NULL,
    "request_sha256" BYTEA NOT NULL,
    "client_created_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "judgment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "judgment_head" (
    "assignment_id" UUID NOT NULL,
    "judgment_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "annotator_id" UUID NOT NULL,

    CONSTRAINT "judgment_head_pkey" PRIMARY KEY ("assignment_id")
);

-- CreateTable
CREATE TABLE "pairwise_outcome" (
    "judgment_id" UUID NOT NULL,
    "pair_no" SMALLINT NOT NULL DEFAULT 0,
    "project_id" UUID NOT NULL,
    "batch_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "prompt_id" UUID NOT NULL,
    "annotator_id" UUID NOT NULL,
    "judge_kind" "user_kind" NOT NULL,
    "pv_i" UUID NOT NULL,
    "pv_j" UUID NOT NULL,
    "generation_i" UUID NOT NULL,
    "generation_j" UUID NOT NULL,
    "outcome" REAL NOT NULL,
    "verdict" "verdict" NOT NULL,
    "strength" SMALLINT NOT NULL,
    "weight" REAL NOT NULL DEFAULT 1,
    "i_on_left" BOOLEAN NOT NULL,
    "dlen" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pairwise_outcome_pkey" PRIMARY KEY ("judgment_id","pair_no")
);

-- CreateTable
CREATE TABLE "gold_item" (
    "task_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "expected" JSONB NOT NULL,
    "explanation" TEXT,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "gold_item_pkey" PRIMARY KEY ("task_id")
);

-- CreateTable
CREATE TABLE "gold_result" (
    "judgment_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "passed" BOOLEAN NOT NULL,
    "score" REAL NOT NULL,

    CONSTRAINT "gold_result_pkey" PRIMARY KEY ("judgment_id")
);

-- CreateTable
CREATE TABLE "dataset" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dataset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dataset_snapshot" (
    "id" UUID NOT NULL,
    "dataset_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "query" JSONB NOT NULL,
    "judgment_high_water" TIMESTAMPTZ(3),
    "aggregation" TEXT NOT NULL,
    "content_sha256" BYTEA NOT NULL,
    "row_count" INTEGER NOT NULL,
    "artifact_id" UUID,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dataset_snapshot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dataset_row" (
    "snapshot_id" UUID NOT NULL,
    "row_no" INTEGER NOT NULL,
    "prompt_id" UUID NOT NULL,
    "chosen_generation_id" UUID NOT NULL,
    "rejected_generation_id" UUID NOT NULL,
    "margin" REAL NOT NULL,
    "weight" REAL NOT NULL,
    "soft_label" REAL NOT NULL,
    "split" "split" NOT NULL,
    "judgment_ids" UUID[],

    CONSTRAINT "dataset_row_pkey" PRIMARY KEY ("snapshot_id","row_no")
);

-- CreateTable
CREATE TABLE "reward_model" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reward_model_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reward_model_version" (
    "id" UUID NOT NULL,
    "reward_model_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "run_id" UUID,
    "snapshot_id" UUID,
    "checkpoint_id" UUID,
    "val_accuracy" DOUBLE PRECISION,
    "ece" DOUBLE PRECISION,
    "temperature" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "norm_mean" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "norm_std" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reward_model_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "schedule" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "cron" TEXT NOT NULL,
    "timezone" TEXT NOT NULL,
    "job_template" JSONB NOT NULL,
    "overlap_policy" TEXT NOT NULL DEFAULT 'forbid',
    "catch_up" TEXT NOT NULL DEFAULT 'one',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "next_fire_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "schedule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "schedule_fire" (
    "schedule_id" UUID NOT NULL,
    "fire_at" TIMESTAMPTZ(3) NOT NULL,
    "run_id" UUID,

    CONSTRAINT "schedule_fire_pkey" PRIMARY KEY ("schedule_id","fire_at")
);

-- CreateTable
CREATE TABLE "training_run" (
    "id" UUID NOT NULL,
    "seq" SERIAL NOT NULL,
    "project_id" UUID NOT NULL,
    "parent_run_id" UUID,
    "schedule_id" UUID,
    "kind" "run_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "status" "run_status" NOT NULL DEFAULT 'queued',
    "reason" TEXT,
    "request" "run_request" NOT NULL DEFAULT 'none',
    "config" JSONB NOT NULL,
    "config_hash" BYTEA NOT NULL,
    "inputs" JSONB NOT NULL DEFAULT '{}',
    "result" JSONB,
    "code_version" TEXT NOT NULL,
    "seed" BIGINT NOT NULL,
    "worker_id" TEXT,
    "lease_epoch" INTEGER NOT NULL DEFAULT 0,
    "lease_expires_at" TIMESTAMPTZ(3),
    "heartbeat_at" TIMESTAMPTZ(3),
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "last_event_no" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "queued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "training_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_config_kv" (
    "run_id" UUID NOT NULL,
    "path" TEXT NOT NULL,
    "value_text" TEXT,
    "value_num" DOUBLE PRECISION,

    CONSTRAINT "run_config_kv_pkey" PRIMARY KEY ("run_id","path")
);

-- CreateTable
CREATE TABLE "run_event" (
    "run_seq" INTEGER NOT NULL,
    "event_no" INTEGER NOT NULL,
    "type" "run_event_type" NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_event_pkey" PRIMARY KEY ("run_seq","event_no")
);

-- CreateTable
CREATE TABLE "metric" (
    "id" SERIAL NOT NULL,
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "unit" TEXT,
    "direction" TEXT,

    CONSTRAINT "metric_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "metric_point" (
    "run_seq" INTEGER NOT NULL,
    "metric_id" INTEGER NOT NULL,
    "step" INTEGER NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "wall_ms" INTEGER,

    CONSTRAINT "metric_point_pkey" PRIMARY KEY ("run_seq","metric_id","step")
);

-- CreateTable
CREATE TABLE "metric_latest" (
    "run_seq" INTEGER NOT NULL,
    "metric_id" INTEGER NOT NULL,
    "step" INTEGER NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "min" DOUBLE PRECISION NOT NULL,
    "max" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "metric_latest_pkey" PRIMARY KEY ("run_seq","metric_id")
);

-- CreateTable
CREATE TABLE "metric_rollup" (
    "run_seq" INTEGER NOT NULL,
    "metric_id" INTEGER NOT NULL,
    "level" SMALLINT NOT NULL,
    "bucket" INTEGER NOT NULL,
    "n" INTEGER NOT NULL,
    "vmin" DOUBLE PRECISION NOT NULL,
    "vmax" DOUBLE PRECISION NOT NULL,
    "vsum" DOUBLE PRECISION NOT NULL,
    "vlast" DOUBLE PRECISION NOT NULL,
    "last_step" INTEGER NOT NULL,

    CONSTRAINT "metric_rollup_pkey" PRIMARY KEY ("run_seq","metric_id","level","bucket")
);

-- CreateTable
CREATE TABLE "artifact" (
    "id" UUID NOT NULL,
    "sha256" BYTEA NOT NULL,
    "uri" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "mime" TEXT NOT NULL,
    "meta" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "artifact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "checkpoint" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "step" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "manifest_sha256" BYTEA NOT NULL,
    "weights_sha256" BYTEA,
    "bytes" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "checkpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_sample" (
    "run_id" UUID NOT NULL,
    "step" INTEGER NOT NULL,
    "prompt_id" UUID NOT NULL,
    "sample_index" INTEGER NOT NULL,
    "generation_id" UUID NOT NULL,
    "checkpoint_id" UUID,

    CONSTRAINT "run_sample_pkey" PRIMARY KEY ("run_id","step","prompt_id","sample_index")
);

-- CreateTable
CREATE TABLE "eval_suite" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prompt_set_id" UUID,
    "config" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "eval_suite_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "eval_run" (
    "id" UUID NOT NULL,
    "suite_id" UUID NOT NULL,
    "run_id" UUID,
    "batch_id" UUID,
    "candidate_pv" UUID NOT NULL,
    "baseline_pv" UUID NOT NULL,
    "judge" "user_kind" NOT NULL,
    "status" "run_status" NOT NULL DEFAULT 'queued',
    "summary" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "eval_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "eval_result" (
    "eval_run_id" UUID NOT NULL,
    "prompt_id" UUID NOT NULL,
    "sample_index" INTEGER NOT NULL,
    "order_swapped" BOOLEAN NOT NULL,
    "outcome" REAL NOT NULL,
    "score" DOUBLE PRECISION,

    CONSTRAINT "eval_result_pkey" PRIMARY KEY ("eval_run_id","prompt_id","sample_index","order_swapped")
);

-- CreateTable
CREATE TABLE "rating_fit" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "method" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "data_sha256" BYTEA NOT NULL,
    "params" JSONB NOT NULL,
    "vcov" JSONB,
    "n" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rating_fit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rating_entry" (
    "fit_id" UUID NOT NULL,
    "policy_version_id" UUID NOT NULL,
    "rating" DOUBLE PRECISION NOT NULL,
    "lo" DOUBLE PRECISION NOT NULL,
    "hi" DOUBLE PRECISION NOT NULL,
    "lc_rating" DOUBLE PRECISION,
    "rank_ub" INTEGER,

    CONSTRAINT "rating_entry_pkey" PRIMARY KEY ("fit_id","policy_version_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "app_user_email_key" ON "app_user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "project_slug_key" ON "project"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "project_member_project_id_ordinal_key" ON "project_member"("project_id", "ordinal");

-- CreateIndex
CREATE UNIQUE INDEX "prompt_set_project_id_name_key" ON "prompt_set"("project_id", "name");

-- CreateIndex
CREATE INDEX "prompt_project_id_content_sha256_idx" ON "prompt"("project_id", "content_sha256");

-- CreateIndex
CREATE INDEX "prompt_tags_idx" ON "prompt" USING GIN ("tags");

-- CreateIndex
CREATE UNIQUE INDEX "prompt_prompt_set_id_content_sha256_key" ON "prompt"("prompt_set_id", "content_sha256");

-- CreateIndex
CREATE UNIQUE INDEX "prompt_prompt_set_id_ordinal_key" ON "prompt"("prompt_set_id", "ordinal");

-- CreateIndex
CREATE UNIQUE INDEX "policy_project_id_name_key" ON "policy"("project_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "policy_version_policy_id_version_key" ON "policy_version"("policy_id", "version");

-- CreateIndex
CREATE INDEX "generation_policy_version_id_prompt_id_idx" ON "generation"("policy_version_id", "prompt_id");

-- CreateIndex
CREATE UNIQUE INDEX "generation_prompt_id_policy_version_id_sampling_hash_seed_s_key" ON "generation"("prompt_id", "policy_version_id", "sampling_hash", "seed", "sample_index");

-- CreateIndex
CREATE UNIQUE INDEX "guideline_project_id_version_key" ON "guideline"("project_id", "version");

-- CreateIndex
CREATE UNIQUE INDEX "task_schema_project_id_name_version_key" ON "task_schema"("project_id", "name", "version");

-- CreateIndex
CREATE UNIQUE INDEX "label_batch_project_id_ordinal_key" ON "label_batch"("project_id", "ordinal");

-- CreateIndex
CREATE UNIQUE INDEX "label_batch_project_id_name_key" ON "label_batch"("project_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "comparison_task_batch_id_ordinal_key" ON "comparison_task"("batch_id", "ordinal");

-- CreateIndex
CREATE UNIQUE INDEX "task_item_item_key_key" ON "task_item"("item_key");

-- CreateIndex
CREATE UNIQUE INDEX "task_item_task_id_generation_id_key" ON "task_item"("task_id", "generation_id");

-- CreateIndex
CREATE INDEX "assignment_task_id_annotator_id_idx" ON "assignment"("task_id", "annotator_id");

-- CreateIndex
CREATE UNIQUE INDEX "judgment_supersedes_id_key" ON "judgment"("supersedes_id");

-- CreateIndex
CREATE INDEX "judgment_task_id_idx" ON "judgment"("task_id");

-- CreateIndex
CREATE INDEX "judgment_project_id_created_at_idx" ON "judgment"("project_id", "created_at");

-- CreateIndex
CREATE INDEX "judgment_annotator_id_created_at_idx" ON "judgment"("annotator_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "judgment_assignment_id_revision_key" ON "judgment"("assignment_id", "revision");

-- CreateIndex
CREATE UNIQUE INDEX "judgment_head_judgment_id_key" ON "judgment_head"("judgment_id");

-- CreateIndex
CREATE INDEX "judgment_head_task_id_idx" ON "judgment_head"("task_id");

-- CreateIndex
CREATE INDEX "pairwise_outcome_batch_id_idx" ON "pairwise_outcome"("batch_id");

-- CreateIndex
CREATE INDEX "pairwise_outcome_project_id_pv_i_pv_j_idx" ON "pairwise_outcome"("project_id", "pv_i", "pv_j");

-- CreateIndex
CREATE INDEX "pairwise_outcome_project_id_annotator_id_created_at_idx" ON "pairwise_outcome"("project_id", "annotator_id", "created_at");

-- CreateIndex
CREATE INDEX "gold_result_task_id_idx" ON "gold_result"("task_id");

-- CreateIndex
CREATE UNIQUE INDEX "dataset_project_id_name_key" ON "dataset"("project_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "dataset_snapshot_dataset_id_version_key" ON "dataset_snapshot"("dataset_id", "version");

-- CreateIndex
CREATE UNIQUE INDEX "dataset_snapshot_dataset_id_content_sha256_key" ON "dataset_snapshot"("dataset_id", "content_sha256");

-- CreateIndex
CREATE UNIQUE INDEX "reward_model_project_id_name_key" ON "reward_model"("project_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "reward_model_version_reward_model_id_version_key" ON "reward_model_version"("reward_model_id", "version");

-- CreateIndex
CREATE UNIQUE INDEX "schedule_project_id_name_key" ON "schedule"("project_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "training_run_seq_key" ON "training_run"("seq");

-- CreateIndex
CREATE INDEX "training_run_project_id_created_at_idx" ON "training_run"("project_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "run_config_kv_path_value_num_idx" ON "run_config_kv"("path", "value_num");

-- CreateIndex
CREATE UNIQUE INDEX "metric_project_id_name_key" ON "metric"("project_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "artifact_sha256_key" ON "artifact"("sha256");

-- CreateIndex
CREATE UNIQUE INDEX "checkpoint_run_id_step_kind_key" ON "checkpoint"("run_id", "step", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "eval_suite_project_id_name_key" ON "eval_suite"("project_id", "name");

-- AddForeignKey
ALTER TABLE "project_member" ADD CONSTRAINT "project_member_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "project_member" ADD CONSTRAINT "project_member_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "prompt_set" ADD CONSTRAINT "prompt_set_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "prompt" ADD CONSTRAINT "prompt_prompt_set_id_fkey" FOREIGN KEY ("prompt_set_id") REFERENCES "prompt_set"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy" ADD CONSTRAINT "policy_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_version" ADD CONSTRAINT "policy_version_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "policy"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_version" ADD CONSTRAINT "policy_version_checkpoint_id_fkey" FOREIGN KEY ("checkpoint_id") REFERENCES "checkpoint"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_version" ADD CONSTRAINT "policy_version_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "policy_version"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "generation" ADD CONSTRAINT "generation_prompt_id_fkey" FOREIGN KEY ("prompt_id") REFERENCES "prompt"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "generation" ADD CONSTRAINT "generation_policy_version_id_fkey" FOREIGN KEY ("policy_version_id") REFERENCES "policy_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "generation_token_stat" ADD CONSTRAINT "generation_token_stat_generation_id_fkey" FOREIGN KEY ("generation_id") REFERENCES "generation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reward_score" ADD CONSTRAINT "reward_score_generation_id_fkey" FOREIGN KEY ("generation_id") REFERENCES "generation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reward_score" ADD CONSTRAINT "reward_score_reward_model_version_id_fkey" FOREIGN KEY ("reward_model_version_id") REFERENCES "reward_model_version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guideline" ADD CONSTRAINT "guideline_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task_schema" ADD CONSTRAINT "task_schema_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "label_batch" ADD CONSTRAINT "label_batch_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "label_batch" ADD CONSTRAINT "label_batch_task_schema_id_fkey" FOREIGN KEY ("task_schema_id") REFERENCES "task_schema"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "label_batch" ADD CONSTRAINT "label_batch_guideline_id_fkey" FOREIGN KEY ("guideline_id") REFERENCES "guideline"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comparison_task" ADD CONSTRAINT "comparison_task_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "label_batch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comparison_task" ADD CONSTRAINT "comparison_task_repeat_of_task_id_fkey" FOREIGN KEY ("repeat_of_task_id") REFERENCES "comparison_task"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task_item" ADD CONSTRAINT "task_item_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "comparison_task"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "comparison_task"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_annotator_id_fkey" FOREIGN KEY ("annotator_id") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "judgment" ADD CONSTRAINT "judgment_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "judgment" ADD CONSTRAINT "judgment_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "comparison_task"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "judgment" ADD CONSTRAINT "judgment_annotator_id_fkey" FOREIGN KEY ("annotator_id") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "judgment" ADD CONSTRAINT "judgment_supersedes_id_fkey" FOREIGN KEY ("supersedes_id") REFERENCES "judgment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "judgment_head" ADD CONSTRAINT "judgment_head_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "judgment_head" ADD CONSTRAINT "judgment_head_judgment_id_fkey" FOREIGN KEY ("judgment_id") REFERENCES "judgment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pairwise_outcome" ADD CONSTRAINT "pairwise_outcome_judgment_id_fkey" FOREIGN KEY ("judgment_id") REFERENCES "judgment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gold_item" ADD CONSTRAINT "gold_item_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "comparison_task"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gold_result" ADD CONSTRAINT "gold_result_judgment_id_fkey" FOREIGN KEY ("judgment_id") REFERENCES "judgment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dataset" ADD CONSTRAINT "dataset_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dataset_snapshot" ADD CONSTRAINT "dataset_snapshot_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dataset_snapshot" ADD CONSTRAINT "dataset_snapshot_artifact_id_fkey" FOREIGN KEY ("artifact_id") REFERENCES "artifact"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dataset_row" ADD CONSTRAINT "dataset_row_snapshot_id_fkey" FOREIGN KEY ("snapshot_id") REFERENCES "dataset_snapshot"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reward_model" ADD CONSTRAINT "reward_model_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reward_model_version" ADD CONSTRAINT "reward_model_version_reward_model_id_fkey" FOREIGN KEY ("reward_model_id") REFERENCES "reward_model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reward_model_version" ADD CONSTRAINT "reward_model_version_checkpoint_id_fkey" FOREIGN KEY ("checkpoint_id") REFERENCES "checkpoint"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedule" ADD CONSTRAINT "schedule_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedule_fire" ADD CONSTRAINT "schedule_fire_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "schedule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "training_run" ADD CONSTRAINT "training_run_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "training_run" ADD CONSTRAINT "training_run_parent_run_id_fkey" FOREIGN KEY ("parent_run_id") REFERENCES "training_run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_config_kv" ADD CONSTRAINT "run_config_kv_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "training_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "metric" ADD CONSTRAINT "metric_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "checkpoint" ADD CONSTRAINT "checkpoint_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "training_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_sample" ADD CONSTRAINT "run_sample_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "training_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "eval_suite" ADD CONSTRAINT "eval_suite_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "eval_run" ADD CONSTRAINT "eval_run_suite_id_fkey" FOREIGN KEY ("suite_id") REFERENCES "eval_suite"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "eval_result" ADD CONSTRAINT "eval_result_eval_run_id_fkey" FOREIGN KEY ("eval_run_id") REFERENCES "eval_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rating_fit" ADD CONSTRAINT "rating_fit_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rating_entry" ADD CONSTRAINT "rating_entry_fit_id_fkey" FOREIGN KEY ("fit_id") REFERENCES "rating_fit"("id") ON DELETE CASCADE ON UPDATE CASCADE;

