-- How a quantity was spread over one step's batch: `counts[i]` values lie in [edges[i], edges[i + 1]).
CREATE TABLE "metric_histogram" (
    "run_seq" INTEGER NOT NULL,
    "metric_id" INTEGER NOT NULL,
    "step" INTEGER NOT NULL,
    "edges" REAL[],
    "counts" INTEGER[],

    CONSTRAINT "metric_histogram_pkey" PRIMARY KEY ("run_seq","metric_id","step")
);

CREATE TRIGGER metric_histogram_fenced BEFORE INSERT OR UPDATE OR DELETE ON metric_histogram
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_stale_writer();
