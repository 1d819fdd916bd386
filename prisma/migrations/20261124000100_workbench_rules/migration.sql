-- The workbench: checks of its tables, the audit chain, and a claim that mixes gold and repeated items in by itself.

ALTER TABLE sign_in_link ADD CONSTRAINT sign_in_link_sha256 CHECK (length(token_sha256) = 32);
ALTER TABLE api_token ADD CONSTRAINT api_token_sha256 CHECK (length(token_sha256) = 32);
ALTER TABLE invite ADD CONSTRAINT invite_sha256 CHECK (length(token_sha256) = 32);
ALTER TABLE label_batch ADD CONSTRAINT label_batch_audience CHECK (audience IN ('people', 'automatic', 'anyone'));
ALTER TABLE label_batch ADD CONSTRAINT label_batch_check_rates CHECK (gold_rate + repeat_rate <= 0.9);
ALTER TABLE schedule ADD CONSTRAINT schedule_min_new_judgments CHECK (min_new_judgments >= 0);
ALTER TABLE schedule_fire ADD CONSTRAINT schedule_fire_outcome CHECK (
  outcome IN ('run', 'skipped_overlap', 'skipped_few_judgments', 'skipped_catch_up', 'failed'));
ALTER TABLE sample_request ADD CONSTRAINT sample_request_status CHECK (
  status IN ('queued', 'running', 'done', 'failed', 'cancelled'));
CREATE INDEX sample_request_queue ON sample_request (created_at) WHERE status = 'queued';
ALTER TABLE regression_case ADD CONSTRAINT regression_case_status CHECK (
  status IN ('open', 'acknowledged', 'fixed', 'wont_fix'));
CREATE INDEX comparison_task_repeats ON comparison_task (repeat_of_task_id) WHERE repeat_of_task_id IS NOT NULL;

-- --- audit log -----------------------------------------------------------------------------------------------------

CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION audit_hash(p audit_log) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(p.prev_hash || convert_to(jsonb_build_array(p.id, extract(epoch FROM p.ts)::numeric(20, 3), p.actor_id,
    p.project_id, p.action, p.entity, p.entity_id, p.detail, p.request_id, p.ip)::text, 'UTF8'))
$$;

-- One at a time, so that ids have no gaps: a row taken out shows as a gap, or as a link that does not fit.
CREATE FUNCTION append_audit(p_entry jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_last audit_log%ROWTYPE;
  v_row audit_log%ROWTYPE;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('audit_log', 1));
  SELECT * INTO v_last FROM audit_log ORDER BY id DESC LIMIT 1;
  v_row.id := coalesce(v_last.id, 0) + 1;
  v_row.ts := clock_timestamp();
  v_row.actor_id := (p_entry ->> 'actorId')::uuid;
  v_row.project_id := (p_entry ->> 'projectId')::uuid;
  v_row.action := p_entry ->> 'action';
  v_row.entity := p_entry ->> 'entity';
  v_row.entity_id := p_entry ->> 'entityId';
  v_row.detail := coalesce(p_entry -> 'detail', '{}');
  v_row.request_id := p_entry ->> 'requestId';
  v_row.ip := p_entry ->> 'ip';
  v_row.prev_hash := coalesce(v_last.hash, decode(repeat('00', 32), 'hex'));
  v_row.hash := audit_hash(v_row);
  INSERT INTO audit_log SELECT v_row.*;
  RETURN v_row.id;
END $$;

-- The first row whose hash, link or number does not fit; NULL = the chain is whole.
CREATE FUNCTION first_audit_break() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT min(id) FROM (
    SELECT a.id, a.hash IS DISTINCT FROM audit_hash(a) AS changed,
      a.prev_hash IS DISTINCT FROM coalesce(lag(a.hash) OVER w, decode(repeat('00', 32), 'hex')) AS unlinked,
      a.id <> row_number() OVER w AS missing
    FROM audit_log a WINDOW w AS (ORDER BY a.id)) x
  WHERE changed OR unlinked OR missing
$$;

-- --- gold and repeated items ---------------------------------------------------------------------------------------

-- A number in [0, 1) that depends on the text alone.
CREATE FUNCTION hash_share(p_key text) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
  SELECT ('x' || encode(substring(sha256(convert_to(p_key, 'UTF8')) FOR 4), 'hex'))::bit(32)::bigint / 4294967296.0
$$;

-- A gold item that this annotator has not had. The task is locked.
CREATE FUNCTION pick_gold(p_batch label_batch, p_annotator uuid, p_ordinal int) RETURNS uuid LANGUAGE sql AS $$
  SELECT t.id FROM comparison_task t JOIN gold_item g ON g.task_id = t.id AND g.active
  WHERE t.batch_id = p_batch.id AND t.status = 'open' AND t.slots_taken < t.slots_total
    AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.task_id = t.id AND a.annotator_id = p_annotator
                    AND a.status IN ('leased', 'submitted', 'skipped'))
  ORDER BY hash_share(format('gold:%s:%s:%s', p_batch.seed, p_ordinal, t.ordinal)) LIMIT 1
  FOR NO KEY UPDATE OF t SKIP LOCKED
$$;

-- Ordinals of repeats come from a sequence: taking the next of the batch would make claims wait for each other.
CREATE SEQUENCE repeat_task_ordinal AS int MINVALUE 1000000000 START 1000000000;

-- A new task that shows this annotator one of its own answered tasks again, sides swapped (display_order_of). Not one of
-- its last five, so that nobody remembers; none twice.
CREATE FUNCTION make_repeat(p_batch label_batch, p_annotator uuid, p_ordinal int) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  v_original uuid;
  v_task uuid := gen_random_uuid();
BEGIN
  SELECT t.id INTO v_original
  FROM (SELECT a.task_id, a.status FROM assignment a WHERE a.annotator_id = p_annotator AND a.batch_id = p_batch.id
        ORDER BY a.leased_at DESC OFFSET 5 LIMIT 200) recent
  JOIN comparison_task t ON t.id = recent.task_id
  WHERE recent.status = 'submitted' AND t.repeat_of_task_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM gold_item g WHERE g.task_id = t.id)
    AND NOT EXISTS (SELECT 1 FROM comparison_task r JOIN assignment x ON x.task_id = r.id
                    WHERE r.repeat_of_task_id = t.id AND x.annotator_id = p_annotator)
  ORDER BY hash_share(format('repeat:%s:%s:%s', p_batch.seed, p_ordinal, t.ordinal)) LIMIT 1;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  INSERT INTO comparison_task (id, project_id, batch_id, prompt_id, ordinal, slots_total, repeat_of_task_id)
  SELECT v_task, project_id, batch_id, prompt_id, nextval('repeat_task_ordinal'), 1, id
  FROM comparison_task WHERE id = v_original;
  INSERT INTO task_item (task_id, item_no, item_key, generation_id)
  SELECT v_task, item_no, gen_random_uuid(), generation_id FROM task_item WHERE task_id = v_original;
  RETURN v_task;
END $$;

-- Whether this claim is a check, by a coin of the batch's seed: at its rates, at no place that anyone could learn.
CREATE FUNCTION pick_check(p_batch label_batch, p_annotator uuid, p_ordinal int) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  v_served int;
  v_coin float8;
BEGIN
  IF p_batch.gold_rate + p_batch.repeat_rate = 0 THEN
    RETURN NULL;
  END IF;
  SELECT count(*) INTO v_served FROM assignment WHERE annotator_id = p_annotator AND batch_id = p_batch.id;
  v_coin := hash_share(format('check:%s:%s:%s', p_batch.seed, p_ordinal, v_served));
  IF v_coin < p_batch.gold_rate THEN
    RETURN pick_gold(p_batch, p_annotator, p_ordinal);
  ELSIF v_coin < p_batch.gold_rate + p_batch.repeat_rate THEN
    RETURN make_repeat(p_batch, p_annotator, p_ordinal);
  END IF;
  RETURN NULL;
END $$;

-- As in the queue's migration, with checks. Where a batch has a rate for them, gold tasks and repeats are served by the
-- coin only; in a batch without rates they are tasks like any other.
CREATE OR REPLACE FUNCTION claim_task(p_batch uuid, p_annotator uuid) RETURNS claimed_task LANGUAGE plpgsql AS $$
DECLARE
  v_batch label_batch%ROWTYPE;
  v_ordinal int;
  v_assignment uuid;
  v_task uuid;
BEGIN
  -- one claim at a time per annotator and batch: two tabs get the same lease
  PERFORM pg_advisory_xact_lock(hashtextextended(p_batch::text || p_annotator::text, 1));
  SELECT * INTO v_batch FROM label_batch WHERE id = p_batch;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'label batch % does not exist', p_batch USING ERRCODE = 'RL404';
  END IF;
  SELECT ordinal INTO v_ordinal FROM project_member WHERE project_id = v_batch.project_id AND user_id = p_annotator;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'user % is not a member of the project of batch %', p_annotator, v_batch.name USING ERRCODE = 'RL404';
  END IF;

  UPDATE assignment SET lease_expires_at = now() + make_interval(secs => v_batch.lease_seconds)
  WHERE annotator_id = p_annotator AND batch_id = p_batch AND status = 'leased' AND lease_expires_at > now()
  RETURNING id INTO v_assignment;
  IF v_assignment IS NOT NULL THEN
    RETURN describe_claim(v_assignment);
  END IF;
  UPDATE assignment SET status = 'expired'
  WHERE annotator_id = p_annotator AND batch_id = p_batch AND status = 'leased' RETURNING task_id INTO v_task;
  IF v_task IS NOT NULL THEN
    UPDATE comparison_task SET slots_taken = slots_taken - 1 WHERE id = v_task;
  END IF;
  IF v_batch.status <> 'open' OR v_batch.opens_at > now() OR v_batch.closes_at <= now() THEN
    RETURN NULL;
  END IF;

  v_task := pick_check(v_batch, p_annotator, v_ordinal);
  IF v_task IS NULL THEN
    SELECT t.id INTO v_task FROM comparison_task t
    WHERE t.batch_id = p_batch AND t.status = 'open' AND t.slots_taken < t.slots_total
      -- not NOT EXISTS: the planner would turn that into a join with all that the annotator ever did
      AND (SELECT true FROM assignment a WHERE a.task_id = t.id AND a.annotator_id = p_annotator
           AND a.status IN ('leased', 'submitted', 'skipped') LIMIT 1) IS NULL
      AND (v_batch.repeat_rate = 0 OR t.repeat_of_task_id IS NULL)
      AND (v_batch.gold_rate = 0 OR (SELECT true FROM gold_item g WHERE g.task_id = t.id LIMIT 1) IS NULL)
    ORDER BY t.priority DESC, t.ordinal LIMIT 1 FOR NO KEY UPDATE OF t SKIP LOCKED;
  END IF;
  IF v_task IS NULL THEN
    RETURN NULL;
  END IF;
  UPDATE comparison_task SET slots_taken = slots_taken + 1 WHERE id = v_task;
  INSERT INTO assignment (id, task_id, batch_id, annotator_id, lease_expires_at, display_order)
  VALUES (gen_random_uuid(), v_task, p_batch, p_annotator, now() + make_interval(secs => v_batch.lease_seconds),
          display_order_of(v_task, v_batch.seed, v_ordinal))
  RETURNING id INTO v_assignment;
  RETURN describe_claim(v_assignment);
END $$;
