-- CreateTable
CREATE TABLE "run_job" (
    "run_id" UUID NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "high_water" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "available_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "dead_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_job_pkey" PRIMARY KEY ("run_id")
);

-- AddForeignKey
ALTER TABLE "run_job" ADD CONSTRAINT "run_job_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "training_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
