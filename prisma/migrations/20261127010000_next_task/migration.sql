-- What a labelling screen asks for after every answer, in one round trip: the live lease or a new task from the named batch or
-- any open one for people, as the screen may show it. `why`: "empty" = no such batch is open, "done" = nothing left for this
-- annotator in them.
CREATE FUNCTION next_task(p_project uuid, p_annotator uuid, p_batch uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  v_batch uuid;
  v_claim claimed_task;
  v_task jsonb;
  v_why text := 'empty';
BEGIN
  FOR v_batch IN
    SELECT b.id FROM label_batch b
    WHERE b.project_id = p_project AND b.audience IN ('people', 'anyone') AND b.status = 'open'
      AND (p_batch IS NULL OR b.id = p_batch)
    -- the batch of a live lease first
    ORDER BY EXISTS (SELECT 1 FROM assignment a WHERE a.annotator_id = p_annotator AND a.batch_id = b.id
      AND a.status = 'leased' AND a.lease_expires_at > now()) DESC, b.ordinal
  LOOP
    v_why := 'done';
    v_claim := claim_task(v_batch, p_annotator);
    CONTINUE WHEN v_claim.assignment_id IS NULL;
    SELECT jsonb_build_object('assignmentId', v_claim.assignment_id, 'messages', p.messages, 'leftText', l.text,
      'rightText', r.text, 'schema', s.definition, 'guidelineVersion', g.version) INTO v_task
    FROM label_batch b
    JOIN task_schema s ON s.id = b.task_schema_id
    JOIN guideline g ON g.id = b.guideline_id
    JOIN prompt p ON p.id = v_claim.prompt_id
    JOIN generation l ON l.id = v_claim.left_generation_id
    JOIN generation r ON r.id = v_claim.right_generation_id
    WHERE b.id = v_batch;
    RETURN jsonb_build_object('task', v_task, 'why', NULL);
  END LOOP;
  RETURN jsonb_build_object('task', NULL, 'why', v_why);
END $$;
