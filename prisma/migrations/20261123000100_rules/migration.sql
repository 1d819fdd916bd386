-- What Prisma's schema language cannot say: checks, partial indexes, append-only tables, storage.

ALTER TABLE app_user ADD CONSTRAINT app_user_email_is_lower CHECK (email = lower(email));
CREATE UNIQUE INDEX app_user_service_name ON app_user (kind, name) WHERE kind <> 'human' AND email IS NULL;
ALTER TABLE project_member ADD CONSTRAINT project_member_ordinal CHECK (ordinal >= 0);

ALTER TABLE prompt ADD CONSTRAINT prompt_sha256 CHECK (length(content_sha256) = 32);
ALTER TABLE policy_version ADD CONSTRAINT policy_version_hash CHECK (length(config_hash) = 32 AND version > 0);
ALTER TABLE generation ADD CONSTRAINT generation_finish_reason CHECK (finish_reason IN ('eos', 'length'));
ALTER TABLE generation ADD CONSTRAINT generation_counts CHECK (n_tokens >= 0 AND n_chars >= 0 AND sample_index >= 0);
ALTER TABLE generation_token_stat
  ALTER COLUMN logp SET STORAGE EXTERNAL, ALTER COLUMN logp_ref SET STORAGE EXTERNAL, ALTER COLUMN kl SET STORAGE EXTERNAL,
  ALTER COLUMN value SET STORAGE EXTERNAL, ALTER COLUMN reward SET STORAGE EXTERNAL,
  ALTER COLUMN advantage SET STORAGE EXTERNAL, ALTER COLUMN entropy SET STORAGE EXTERNAL;

ALTER TABLE task_schema ADD CONSTRAINT task_schema_kind CHECK (kind IN ('pairwise', 'ranking', 'rating', 'edit', 'arena'));
ALTER TABLE label_batch ADD CONSTRAINT label_batch_ranges CHECK (
  lease_seconds > 0 AND target_overlap > 0 AND gold_rate BETWEEN 0 AND 1 AND repeat_rate BETWEEN 0 AND 1);
ALTER TABLE comparison_task ADD CONSTRAINT comparison_task_slots CHECK (
  0 <= slots_submitted AND slots_submitted <= slots_taken AND slots_taken <= slots_total AND slots_total > 0);
ALTER TABLE comparison_task SET (fillfactor = 80);
CREATE INDEX comparison_task_claim ON comparison_task (batch_id, priority DESC, ordinal)
  WHERE status = 'open' AND slots_taken < slots_total;
ALTER TABLE assignment SET (fillfactor = 80);
CREATE UNIQUE INDEX assignment_once ON assignment (task_id, annotator_id) WHERE status IN ('leased', 'submitted', 'skipped');
CREATE UNIQUE INDEX assignment_one_lease ON assignment (annotator_id, batch_id) WHERE status = 'leased';
CREATE INDEX assignment_expiry ON assignment (lease_expires_at) WHERE status = 'leased';
ALTER TABLE judgment ADD CONSTRAINT judgment_revision CHECK (
  revision > 0 AND (revision = 1) = (supersedes_id IS NULL) AND length(request_sha256) = 32);
-- strength is in item order: +3 = item 0 much better
ALTER TABLE judgment ADD CONSTRAINT judgment_strength CHECK (
  (verdict = 'a' AND strength BETWEEN 0 AND 3) OR (verdict = 'b' AND strength BETWEEN -3 AND 0)
  OR (verdict NOT IN ('a', 'b') AND strength = 0));
ALTER TABLE judgment ADD CONSTRAINT judgment_input_mode CHECK (input_mode IN ('keyboard', 'mouse', 'touch'));
ALTER TABLE pairwise_outcome ADD CONSTRAINT pairwise_outcome_ranges CHECK (outcome BETWEEN 0 AND 1 AND weight >= 0);
ALTER TABLE gold_item ADD CONSTRAINT gold_item_kind CHECK (kind IN ('gold', 'attention', 'training', 'repeat'));

ALTER TABLE dataset_snapshot ADD CONSTRAINT dataset_snapshot_checks CHECK (
  aggregation IN ('raw', 'majority', 'ds', 'crowd_bt') AND length(content_sha256) = 32 AND row_count >= 0 AND version > 0);
ALTER TABLE dataset_row ADD CONSTRAINT dataset_row_ranges CHECK (soft_label BETWEEN 0 AND 1 AND weight >= 0);
ALTER TABLE schedule ADD CONSTRAINT schedule_policies CHECK (
  overlap_policy IN ('forbid', 'queue', 'replace') AND catch_up IN ('none', 'one', 'all'));
ALTER TABLE training_run ADD CONSTRAINT training_run_checks CHECK (
  progress BETWEEN 0 AND 1 AND lease_epoch >= 0 AND length(config_hash) = 32
  AND (status NOT IN ('paused', 'failed') OR reason IS NOT NULL));
CREATE INDEX training_run_queue ON training_run (priority DESC, seq) WHERE status = 'queued';
CREATE UNIQUE INDEX training_run_stage ON training_run (parent_run_id, name) WHERE parent_run_id IS NOT NULL;
ALTER TABLE artifact ADD CONSTRAINT artifact_sha256 CHECK (length(sha256) = 32 AND bytes >= 0);
ALTER TABLE checkpoint ADD CONSTRAINT checkpoint_sha256 CHECK (
  length(manifest_sha256) = 32 AND (weights_sha256 IS NULL OR length(weights_sha256) = 32) AND epoch > 0);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP;
END $$;
CREATE TRIGGER judgment_append_only BEFORE UPDATE OR DELETE ON judgment FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER judgment_no_truncate BEFORE TRUNCATE ON judgment FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER run_event_append_only BEFORE UPDATE OR DELETE ON run_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER run_event_no_truncate BEFORE TRUNCATE ON run_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
