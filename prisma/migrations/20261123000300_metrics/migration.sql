-- Metric points, fenced by the run's lease: NULL = the epoch is stale and nothing was written.

CREATE FUNCTION roll_up(p_seq int, p_metrics int[], p_steps int[], p_values float8[]) RETURNS void LANGUAGE sql AS $$
  WITH point AS (SELECT * FROM unnest(p_metrics, p_steps, p_values) AS p (metric_id, step, value)),
  latest AS (
    INSERT INTO metric_latest AS l (run_seq, metric_id, step, value, min, max)
    SELECT p_seq, metric_id, max(step), (array_agg(value ORDER BY step DESC))[1], min(value), max(value)
    FROM point GROUP BY metric_id
    ON CONFLICT (run_seq, metric_id) DO UPDATE SET
      value = CASE WHEN excluded.step >= l.step THEN excluded.value ELSE l.value END,
      step = greatest(l.step, excluded.step), min = least(l.min, excluded.min), max = greatest(l.max, excluded.max))
  INSERT INTO metric_rollup AS r (run_seq, metric_id, level, bucket, n, vmin, vmax, vsum, vlast, last_step)
  SELECT p_seq, metric_id, level, step >> (4 * level), count(*), min(value), max(value), sum(value),
    (array_agg(value ORDER BY step DESC))[1], max(step)
  FROM point CROSS JOIN generate_series(1, 4) AS level GROUP BY metric_id, level, step >> (4 * level)
  ON CONFLICT (run_seq, metric_id, level, bucket) DO UPDATE SET
    n = r.n + excluded.n, vmin = least(r.vmin, excluded.vmin), vmax = greatest(r.vmax, excluded.vmax),
    vsum = r.vsum + excluded.vsum,
    vlast = CASE WHEN excluded.last_step >= r.last_step THEN excluded.vlast ELSE r.vlast END,
    last_step = greatest(r.last_step, excluded.last_step)
$$;

-- Idempotent: a point that is there already stays as it is. Returns the number of new points.
CREATE FUNCTION append_metrics(
  p_run uuid, p_epoch int, p_keys text[], p_steps int[], p_values float8[], p_wall_ms int[], p_units text[], p_directions text[]
) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  v_run training_run%ROWTYPE;
  v_metrics int[];
  v_steps int[];
  v_values float8[];
BEGIN
  SELECT * INTO v_run FROM training_run WHERE id = p_run AND lease_epoch = p_epoch AND status = 'running' FOR SHARE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  INSERT INTO metric (project_id, name, unit, direction)
  SELECT DISTINCT ON (k.name) v_run.project_id, k.name, k.unit, k.direction
  FROM unnest(p_keys, p_units, p_directions) AS k (name, unit, direction)
  WHERE NOT EXISTS (SELECT 1 FROM metric m WHERE m.project_id = v_run.project_id AND m.name = k.name)
  ORDER BY k.name
  ON CONFLICT (project_id, name) DO NOTHING;
  WITH fresh AS (
    INSERT INTO metric_point (run_seq, metric_id, step, value, wall_ms)
    SELECT DISTINCT ON (m.id, p.step) v_run.seq, m.id, p.step, p.value, p.wall_ms
    FROM unnest(p_keys, p_steps, p_values, p_wall_ms) AS p (name, step, value, wall_ms)
    JOIN metric m ON m.project_id = v_run.project_id AND m.name = p.name
    ORDER BY m.id, p.step
    ON CONFLICT DO NOTHING RETURNING metric_id, step, value)
  SELECT array_agg(metric_id), array_agg(step), array_agg(value) INTO v_metrics, v_steps, v_values FROM fresh;
  PERFORM roll_up(v_run.seq, v_metrics, v_steps, v_values);
  RETURN coalesce(cardinality(v_steps), 0);
END $$;

-- On resume: forgets what was measured after the checkpoint's step. Returns the number of points removed.
CREATE FUNCTION truncate_metrics(p_run uuid, p_epoch int, p_step int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  v_seq int;
  v_count int;
  v_metrics int[];
  v_steps int[];
  v_values float8[];
BEGIN
  SELECT seq INTO v_seq FROM training_run WHERE id = p_run AND lease_epoch = p_epoch AND status = 'running' FOR SHARE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  DELETE FROM metric_point WHERE run_seq = v_seq AND step > p_step;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  IF v_count > 0 THEN
    DELETE FROM metric_latest WHERE run_seq = v_seq;
    DELETE FROM metric_rollup WHERE run_seq = v_seq;
    SELECT array_agg(metric_id), array_agg(step), array_agg(value) INTO v_metrics, v_steps, v_values
    FROM metric_point WHERE run_seq = v_seq;
    PERFORM roll_up(v_seq, v_metrics, v_steps, v_values);
  END IF;
  RETURN v_count;
END $$;
