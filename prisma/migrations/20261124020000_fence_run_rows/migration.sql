-- The stages of a pipeline that was taken over have epochs of their own, which nobody may have raised yet: their rows too
-- are changed only by who holds the pipeline.
DROP TRIGGER training_run_fenced ON training_run;
CREATE TRIGGER training_run_fenced BEFORE INSERT OR UPDATE OR DELETE ON training_run
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_stale_writer();
