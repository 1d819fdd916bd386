-- The labeling queue. Locks are always taken in this order: advisory, assignment, task (tasks by id). Each function is
-- one transaction when called as one statement; that is how a judgment is stored (one statement per submission).

CREATE TYPE claimed_task AS (
  annotator_id uuid, assignment_id uuid, task_id uuid, task_ordinal int, prompt_id uuid,
  left_generation_id uuid, right_generation_id uuid);
CREATE TYPE submit_result AS (status text, judgment_id uuid, revision int);

-- Which item stands where on the screen. Reproducible: it depends on seeds and ordinals, not on ids or time. A repeat
-- shows the sides of its original swapped to the same annotator.
CREATE FUNCTION display_order_of(p_task uuid, p_seed bigint, p_annotator_ordinal int) RETURNS smallint[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (
  SELECT CASE WHEN t.repeat_of_task_id IS NULL THEN array_agg(i.item_no ORDER BY h.key)
              ELSE array_agg(i.item_no ORDER BY h.key DESC) END
  FROM comparison_task t
  LEFT JOIN comparison_task o ON o.id = t.repeat_of_task_id
  JOIN task_item i ON i.task_id = t.id
  CROSS JOIN LATERAL (SELECT sha256(convert_to(
    format('%s:%s:%s:%s', p_seed, coalesce(o.ordinal, t.ordinal), p_annotator_ordinal, i.item_no), 'UTF8')) AS key) h
  WHERE t.id = p_task
  GROUP BY t.id);
END $$;

CREATE FUNCTION describe_claim(p_assignment uuid) RETURNS claimed_task LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_claim claimed_task;
BEGIN
  SELECT a.annotator_id, a.id, t.id, t.ordinal, t.prompt_id, l.generation_id, r.generation_id INTO v_claim
  FROM assignment a
  JOIN comparison_task t ON t.id = a.task_id
  LEFT JOIN task_item l ON l.task_id = t.id AND l.item_no = a.display_order[1]
  LEFT JOIN task_item r ON r.task_id = t.id AND r.item_no = a.display_order[2]
  WHERE a.id = p_assignment;
  RETURN v_claim;
END $$;

-- The annotator's live lease, renewed, or a new one. NULL = nothing to do for this annotator.
CREATE FUNCTION claim_task(p_batch uuid, p_annotator uuid) RETURNS claimed_task LANGUAGE plpgsql AS $$
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

  SELECT t.id INTO v_task FROM comparison_task t
  WHERE t.batch_id = p_batch AND t.status = 'open' AND t.slots_taken < t.slots_total
    -- not NOT EXISTS: the planner would turn that into a join with all that the annotator ever did
    AND (SELECT true FROM assignment a WHERE a.task_id = t.id AND a.annotator_id = p_annotator
         AND a.status IN ('leased', 'submitted', 'skipped') LIMIT 1) IS NULL
  ORDER BY t.priority DESC, t.ordinal LIMIT 1 FOR NO KEY UPDATE OF t SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  UPDATE comparison_task SET slots_taken = slots_taken + 1 WHERE id = v_task;
  INSERT INTO assignment (id, task_id, batch_id, annotator_id, lease_expires_at, display_order)
  VALUES (gen_random_uuid(), v_task, p_batch, p_annotator, now() + make_interval(secs => v_batch.lease_seconds),
          display_order_of(v_task, v_batch.seed, v_ordinal))
  RETURNING id INTO v_assignment;
  RETURN describe_claim(v_assignment);
END $$;

-- What a repeated request must equal to be a replay: all that was said, not how long it took.
CREATE FUNCTION judgment_request_sha256(p_annotator uuid, p_request jsonb) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(convert_to(p_annotator::text || (p_request - ARRAY[
    'activeMs', 'wallMs', 'firstInputMs', 'inputMode', 'uiVersion', 'clientCreatedAt'])::text, 'UTF8'))
$$;

-- Derives the facts of a counted judgment: its pairwise outcome, and how it did on a gold item.
CREATE FUNCTION derive_outcomes(p_judgment uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO pairwise_outcome (judgment_id, pair_no, project_id, batch_id, task_id, prompt_id, annotator_id, judge_kind,
    pv_i, pv_j, generation_i, generation_j, outcome, verdict, strength, weight, i_on_left, dlen)
  SELECT j.id, 0, j.project_id, j.batch_id, j.task_id, t.prompt_id, j.annotator_id, u.kind,
    gi.policy_version_id, gj.policy_version_id, gi.id, gj.id,
    CASE j.verdict WHEN 'a' THEN 1 WHEN 'b' THEN 0 ELSE 0.5 END, j.verdict, j.strength,
    CASE WHEN t.repeat_of_task_id IS NOT NULL OR EXISTS (SELECT 1 FROM gold_item x WHERE x.task_id = t.id) THEN 0 ELSE 1 END,
    j.display_order[1] = 0, gi.n_tokens - gj.n_tokens
  FROM judgment j
  JOIN comparison_task t ON t.id = j.task_id
  JOIN app_user u ON u.id = j.annotator_id
  JOIN task_item i ON i.task_id = t.id AND i.item_no = 0
  JOIN task_item k ON k.task_id = t.id AND k.item_no = 1
  JOIN generation gi ON gi.id = i.generation_id
  JOIN generation gj ON gj.id = k.generation_id
  WHERE j.id = p_judgment AND j.verdict IN ('a', 'b', 'tie', 'both_bad');
  INSERT INTO gold_result (judgment_id, task_id, passed, score)
  SELECT j.id, j.task_id, g.expected ->> 'verdict' = j.verdict::text, (g.expected ->> 'verdict' = j.verdict::text)::int
  FROM judgment j JOIN gold_item g ON g.task_id = j.task_id AND g.active
  WHERE j.id = p_judgment AND g.expected ? 'verdict';
END $$;

-- Stores one revision: a first answer, an edit, or an undo (side 'retracted'). Never discards work: an answer that comes
-- after its slot has gone is kept as surplus.
CREATE FUNCTION submit_judgment(p_annotator uuid, p_request jsonb) RETURNS submit_result LANGUAGE plpgsql AS $$
DECLARE
  v_id uuid := (p_request ->> 'judgmentId')::uuid;
  v_previous uuid := (p_request ->> 'previousId')::uuid;
  v_side text := p_request ->> 'side';
  v_strength int := coalesce((p_request ->> 'strength')::int, 0);
  v_hash bytea := judgment_request_sha256(p_annotator, p_request);
  v_known judgment%ROWTYPE;
  v_asked assignment%ROWTYPE;
  v_live assignment%ROWTYPE;
  v_task comparison_task%ROWTYPE;
  v_batch label_batch%ROWTYPE;
  v_current judgment%ROWTYPE;
  v_item int;
  v_verdict verdict;
  v_counted boolean := false;
  v_takes_slot boolean := false;
BEGIN
  SELECT * INTO v_asked FROM assignment WHERE id = (p_request ->> 'assignmentId')::uuid AND annotator_id = p_annotator
  FOR NO KEY UPDATE;
  -- read after the lock: a replay that ran at the same time has committed by now
  SELECT * INTO v_known FROM judgment WHERE id = v_id;
  IF FOUND THEN
    RETURN ROW(CASE WHEN v_known.request_sha256 = v_hash THEN 'duplicate' ELSE 'conflict' END, v_known.id, v_known.revision)::submit_result;
  END IF;
  IF v_asked.id IS NULL THEN
    RETURN ROW('unknown', NULL::uuid, NULL::int)::submit_result;
  END IF;

  v_live := v_asked;
  SELECT * INTO v_current FROM judgment WHERE assignment_id = v_asked.id ORDER BY revision DESC LIMIT 1;
  IF v_current.id IS NULL AND v_asked.status IN ('expired', 'released') THEN
    -- a late first answer goes to the annotator's newer assignment of the same task, if there is one
    SELECT * INTO v_live FROM assignment
    WHERE task_id = v_asked.task_id AND annotator_id = p_annotator AND status IN ('leased', 'submitted') FOR NO KEY UPDATE;
    IF FOUND THEN
      SELECT * INTO v_current FROM judgment WHERE assignment_id = v_live.id ORDER BY revision DESC LIMIT 1;
    ELSE
      v_live := v_asked;
    END IF;
  END IF;
  SELECT * INTO v_task FROM comparison_task WHERE id = v_live.task_id FOR NO KEY UPDATE;

  IF v_current.id IS NULL AND (v_previous IS NOT NULL OR v_side = 'retracted') THEN
    RETURN ROW('conflict', NULL::uuid, NULL::int)::submit_result;
  ELSIF v_current.id IS NOT NULL AND v_previous IS NULL THEN
    RETURN ROW('already_submitted', v_current.id, v_current.revision)::submit_result;
  ELSIF v_current.id <> v_previous THEN
    RETURN ROW('conflict', v_current.id, v_current.revision)::submit_result;
  ELSIF v_side = 'retracted' AND v_current.verdict = 'retracted' THEN
    RETURN ROW('already_retracted', v_current.id, v_current.revision)::submit_result;
  END IF;

  IF v_side IN ('left', 'right') THEN
    -- the sides as this annotator saw them
    v_item := v_asked.display_order[CASE v_side WHEN 'left' THEN 1 ELSE 2 END];
    v_verdict := CASE v_item WHEN 0 THEN 'a' ELSE 'b' END;
    v_strength := CASE v_item WHEN 0 THEN v_strength ELSE -v_strength END;
  ELSE
    v_verdict := v_side::verdict;
  END IF;

  IF v_side <> 'retracted' THEN
    v_takes_slot := v_live.status IN ('expired', 'released') AND v_task.status = 'open'
      AND v_task.slots_taken < v_task.slots_total
      AND NOT EXISTS (SELECT 1 FROM assignment x WHERE x.task_id = v_task.id AND x.annotator_id = p_annotator
                      AND x.id <> v_live.id AND x.status IN ('leased', 'submitted', 'skipped'));
    v_counted := v_takes_slot OR v_live.status IN ('leased', 'submitted');
  END IF;

  SELECT * INTO v_batch FROM label_batch WHERE id = v_task.batch_id;
  INSERT INTO judgment (id, assignment_id, task_id, project_id, batch_id, annotator_id, revision, supersedes_id, verdict,
    strength, confidence, rationale, reasons, flags, display_order, active_ms, wall_ms, first_input_ms, input_mode,
    ui_version, guideline_id, task_schema_id, counted, request_sha256, client_created_at)
  VALUES (v_id, v_live.id, v_task.id, v_task.project_id, v_task.batch_id, p_annotator, coalesce(v_current.revision, 0) + 1,
    v_current.id, v_verdict, v_strength, (p_request ->> 'confidence')::real, p_request ->> 'rationale',
    ARRAY(SELECT jsonb_array_elements_text(coalesce(p_request -> 'reasons', '[]'))),
    ARRAY(SELECT jsonb_array_elements_text(coalesce(p_request -> 'flags', '[]'))),
    v_asked.display_order, (p_request ->> 'activeMs')::int, (p_request ->> 'wallMs')::int,
    (p_request ->> 'firstInputMs')::int, p_request ->> 'inputMode', p_request ->> 'uiVersion', v_batch.guideline_id,
    v_batch.task_schema_id, v_counted, v_hash, (p_request ->> 'clientCreatedAt')::timestamptz)
  ON CONFLICT (id) DO NOTHING;
  IF NOT FOUND THEN -- the same id was used for another assignment at the same moment
    RETURN ROW('conflict', v_current.id, v_current.revision)::submit_result;
  END IF;

  IF v_current.id IS NOT NULL THEN -- derived facts follow the head
    DELETE FROM pairwise_outcome WHERE judgment_id = v_current.id;
    DELETE FROM gold_result WHERE judgment_id = v_current.id;
  END IF;
  IF v_side = 'retracted' THEN
    IF v_live.status = 'submitted' THEN
      DELETE FROM judgment_head WHERE assignment_id = v_live.id;
      UPDATE assignment SET status = 'released' WHERE id = v_live.id;
      UPDATE comparison_task SET slots_taken = slots_taken - 1, slots_submitted = slots_submitted - 1,
        status = CASE status WHEN 'complete' THEN 'open' ELSE status END,
        completed_at = CASE status WHEN 'complete' THEN NULL ELSE completed_at END
      WHERE id = v_task.id;
    END IF;
    RETURN ROW('ok', v_id, v_current.revision + 1)::submit_result;
  END IF;
  IF NOT v_counted THEN
    RETURN ROW('surplus', v_id, coalesce(v_current.revision, 0) + 1)::submit_result;
  END IF;
  IF v_live.status <> 'submitted' THEN
    UPDATE assignment SET status = 'submitted' WHERE id = v_live.id;
    UPDATE comparison_task SET slots_taken = slots_taken + v_takes_slot::int, slots_submitted = slots_submitted + 1,
      status = CASE WHEN status = 'open' AND slots_submitted + 1 >= slots_total THEN 'complete' ELSE status END,
      completed_at = CASE WHEN slots_submitted + 1 >= slots_total THEN now() ELSE completed_at END
    WHERE id = v_task.id;
  END IF;
  INSERT INTO judgment_head (assignment_id, judgment_id, task_id, annotator_id)
  VALUES (v_live.id, v_id, v_task.id, p_annotator)
  ON CONFLICT (assignment_id) DO UPDATE SET judgment_id = excluded.judgment_id;
  PERFORM derive_outcomes(v_id);
  RETURN ROW('ok', v_id, coalesce(v_current.revision, 0) + 1)::submit_result;
END $$;

-- Frees the slot; the row keeps the annotator from being served the task again.
CREATE FUNCTION skip_task(p_annotator uuid, p_assignment uuid, p_reason text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_task uuid;
BEGIN
  UPDATE assignment SET status = 'skipped', skip_reason = p_reason
  WHERE id = p_assignment AND annotator_id = p_annotator AND status = 'leased' RETURNING task_id INTO v_task;
  IF v_task IS NULL THEN
    RETURN false;
  END IF;
  UPDATE comparison_task SET slots_taken = slots_taken - 1 WHERE id = v_task;
  RETURN true;
END $$;

-- Expires leases that ran out. One at a time; apart from claim, because reaping inside claim deadlocks.
CREATE FUNCTION reap_leases() RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  v_count int;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('reap_leases', 1)) THEN
    RETURN 0;
  END IF;
  WITH dead AS (
    SELECT id, task_id FROM assignment WHERE status = 'leased' AND lease_expires_at <= now()
    ORDER BY task_id LIMIT 200 FOR NO KEY UPDATE SKIP LOCKED),
  expired AS (UPDATE assignment a SET status = 'expired' FROM dead WHERE a.id = dead.id RETURNING a.task_id),
  freed AS (SELECT task_id, count(*)::smallint AS n FROM expired GROUP BY task_id),
  locked AS (SELECT t.id FROM comparison_task t JOIN freed f ON f.task_id = t.id ORDER BY t.id FOR NO KEY UPDATE OF t),
  changed AS (UPDATE comparison_task t SET slots_taken = t.slots_taken - f.n FROM freed f JOIN locked l ON l.id = f.task_id
    WHERE t.id = f.task_id RETURNING f.n)
  SELECT coalesce(sum(n), 0) INTO v_count FROM changed;
  RETURN v_count;
END $$;

-- One round of several judges in a fixed order: their judgments (null = none), then their next claims. It holds many
-- tasks at once, so it keeps other rounds of the batch and the reaper out.
CREATE FUNCTION submit_and_claim_many(p_batch uuid, p_annotators uuid[], p_requests jsonb)
RETURNS TABLE (annotator_no int, submitted submit_result, claimed claimed_task) LANGUAGE plpgsql AS $$
DECLARE
  v_submitted submit_result[] := '{}';
  v_request jsonb;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('reap_leases', 1));
  PERFORM pg_advisory_xact_lock(hashtextextended(p_batch::text, 1));
  FOR i IN 1 .. cardinality(p_annotators) LOOP
    v_request := p_requests -> (i - 1);
    v_submitted[i] := NULL;
    IF jsonb_typeof(v_request) = 'object' THEN
      v_submitted[i] := submit_judgment(p_annotators[i], v_request);
    END IF;
  END LOOP;
  FOR i IN 1 .. cardinality(p_annotators) LOOP
    annotator_no := i - 1;
    submitted := v_submitted[i];
    claimed := claim_task(p_batch, p_annotators[i]);
    RETURN NEXT;
  END LOOP;
END $$;
