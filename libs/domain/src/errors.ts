/** Codes of every error this product throws on purpose; the CLI and the API map them to exit codes and statuses. */
export type RlhfErrorCode =
  | "config"
  | "data"
  | "shape"
  | "checkpoint"
  | "backend"
  | "database"
  | "not_found"
  | "stale_lease"
  | "cancelled"
  | "non_finite"
  | "tokenizer"
  | "out_of_memory"
  | "disk_full"
  | "busy";

/** The base of all errors with a message for people: what was expected, what came, what to do. */
export class RlhfError extends Error {
  readonly code: RlhfErrorCode;
  constructor(code: RlhfErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.name = new.target.name;
  }
}

type Cause = { cause?: unknown };

/** A configuration key or value that the schema refuses; also a bad command line. Exit code 2. */
export class ConfigError extends RlhfError {
  constructor(message: string, options?: Cause) {
    super("config", message, options);
  }
}

/** A row, line or file from outside that cannot be used. */
export class DataError extends RlhfError {
  constructor(message: string, options?: Cause) {
    super("data", message, options);
  }
}

/** Two tensors, or a tensor and a model, whose shapes do not fit. */
export class ShapeError extends RlhfError {
  constructor(message: string, options?: Cause) {
    super("shape", message, options);
  }
}

/** A checkpoint that is missing, damaged, or made for another shape of model. */
export class CheckpointError extends RlhfError {
  constructor(message: string, options?: Cause) {
    super("checkpoint", message, options);
  }
}

/** A compute backend that was asked for and cannot run here. */
export class BackendError extends RlhfError {
  constructor(message: string, options?: Cause) {
    super("backend", message, options);
  }
}

/** A tokenizer file that cannot be read, or text and ids outside its vocabulary. */
export class TokenizerError extends RlhfError {
  constructor(message: string, options?: Cause) {
    super("tokenizer", message, options);
  }
}

/** A database that cannot be reached, started or migrated. */
export class DatabaseError extends RlhfError {
  constructor(message: string, options?: Cause) {
    super("database", message, options);
  }
}

/** A record named by the caller that does not exist. */
export class NotFoundError extends RlhfError {
  constructor(message: string, options?: Cause) {
    super("not_found", message, options);
  }
}

/** Another process holds a newer lease on the run: this writer must stop and commit nothing more. */
export class StaleLeaseError extends RlhfError {
  constructor(message: string, options?: Cause) {
    super("stale_lease", message, options);
  }
}

/** The run was asked to stop (Ctrl-C, cancel, pause); it ended after a checkpoint. Exit code 130 on the command line. */
export class CancelledError extends RlhfError {
  constructor(message: string, options?: Cause) {
    super("cancelled", message, options);
  }
}

/** Three optimiser steps in a row had a loss or gradient that is not finite. */
export class NonFiniteError extends RlhfError {
  constructor(message: string, options?: Cause) {
    super("non_finite", message, options);
  }
}

/** A tensor or buffer that did not fit; the message names the size asked for. The run pauses with this reason. */
export class OutOfMemoryError extends RlhfError {
  /** What was asked for; 0 when that is not known. */
  readonly bytes: number;
  constructor(message: string, { bytes = 0, ...options }: Cause & { bytes?: number } = {}) {
    super("out_of_memory", message, options);
    this.bytes = bytes;
  }
}

/** No space left for a checkpoint or log. The run pauses with this reason and resumes when there is room. */
export class DiskFullError extends RlhfError {
  constructor(message: string, options?: Cause) {
    super("disk_full", message, options);
  }
}
