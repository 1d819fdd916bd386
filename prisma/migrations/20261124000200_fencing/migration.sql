-- A process that works on a run says so in its session: rlhf.lease = '<run id>:<lease epoch>'. Once another process has
-- claimed the run (or it ended), every write of that session is refused, whatever table it is for. People's sessions have
-- no lease and are not asked. Statements are checked as they begin: an open transaction ends with the session's
-- idle_in_transaction_session_timeout, which is shorter than a lease.

CREATE FUNCTION refuse_stale_writer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_lease text := current_setting('rlhf.lease', true);
BEGIN
  IF v_lease IS NULL OR v_lease = '' THEN
    RETURN NULL;
  END IF;
  PERFORM 1 FROM training_run
  WHERE id = split_part(v_lease, ':', 1)::uuid AND lease_epoch = split_part(v_lease, ':', 2)::int AND status = 'running';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'run %: expected lease epoch % to hold, but another process claimed the run or it ended; this writer must stop',
      split_part(v_lease, ':', 1), split_part(v_lease, ':', 2) USING ERRCODE = 'RL409';
  END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE
  v_table text;
BEGIN
  FOREACH v_table IN ARRAY ARRAY[
    'app_user', 'project', 'project_member', 'prompt_set', 'prompt', 'policy', 'policy_version', 'generation',
    'generation_token_stat', 'reward_score', 'guideline', 'task_schema', 'label_batch', 'comparison_task', 'task_item',
    'assignment', 'judgment', 'judgment_head', 'pairwise_outcome', 'gold_item', 'gold_result', 'dataset', 'dataset_snapshot',
    'dataset_row', 'reward_model', 'reward_model_version', 'run_config_kv', 'run_event', 'metric', 'metric_point',
    'metric_latest', 'metric_rollup', 'artifact', 'checkpoint', 'run_sample', 'eval_suite', 'eval_run', 'eval_result',
    'rating_fit', 'rating_entry']
  LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_stale_writer()',
      v_table || '_fenced', v_table);
  END LOOP;
END $$;
-- Changes of a run name their epoch themselves; what is left is a new run of a pipeline that has been taken over.
CREATE TRIGGER training_run_fenced BEFORE INSERT ON training_run FOR EACH STATEMENT EXECUTE FUNCTION refuse_stale_writer();
