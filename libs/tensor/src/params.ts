import { BackendError, CheckpointError, ShapeError } from "@rlhf/domain";
import { fusedKernels } from "./backend";
import type { WeightSet } from "./fused-kernels";
import { floats, hostBacked } from "./host";
import { tf } from "./tfjs";

/** Weights or other state by name, on the host: row-major values with their shape. */
export type NamedArrays = Record<string, { shape: number[]; values: Float32Array }>;

let nextId = 1;

/** The trainable weights of one network, by name, in a fixed order. Whoever made them disposes them. */
export class Params {
  /** Tells this set from every other of the process. */
  readonly id: number;
  /** Grows with every change of a weight; packed copies are cached under (id, version). */
  version = 0;
  readonly #variables = new Map<string, tf.Variable>();
  #onDisk = false;

  private constructor() {
    this.id = nextId++;
  }

  /** A set with copies of the arrays. @throws ShapeError when a shape does not hold its values. */
  static fromArrays(arrays: NamedArrays): Params {
    const params = new Params();
    for (const [name, { shape, values }] of Object.entries(arrays)) {
      if (tf.util.sizeFromShape(shape) !== values.length) {
        params.dispose();
        throw new ShapeError(`${name}: expected [${shape.join(", ")}] to hold ${values.length} values`);
      }
      params.#variables.set(
        name,
        tf.tidy(() => tf.variable(tf.tensor(values.slice(), shape, "float32"), true)),
      );
    }
    return params;
  }

  get names(): string[] {
    return [...this.#variables.keys()];
  }

  /** Number of scalars. */
  get size(): number {
    return [...this.#variables.values()].reduce((n, v) => n + v.size, 0);
  }

  has(name: string): boolean {
    return this.#variables.has(name);
  }

  /** @throws CheckpointError when there is no weight of that name. */
  get(name: string): tf.Variable {
    const variable = this.#variables.get(name);
    if (variable === undefined) {
      throw new CheckpointError(`expected a weight named ${name}, got only ${this.names.slice(0, 6).join(", ")} …`);
    }
    return variable;
  }

  /** Replaces the values of one weight. @throws ShapeError when the count differs; BackendError for weights on disk. */
  assign(name: string, values: Float32Array): void {
    this.expectWritable();
    const variable = this.get(name);
    if (values.length !== variable.size)
      throw new ShapeError(`${name}: expected ${variable.size} values, got ${values.length}`);
    tf.tidy(() => variable.assign(tf.tensor(values.slice(), variable.shape)));
    this.version++;
  }

  /**
   * For weights that are only read from here on: they move to a nameless file of `folder` and take memory only while a kernel
   * reads them. They stay where they are if the running backend cannot read them from a file.
   * @throws DiskFullError when the folder has no room.
   */
  moveToDisk(folder: string): void {
    const { onDisk } = fusedKernels();
    if (onDisk === undefined || !hostBacked() || this.#onDisk) return;
    const variables = [...this.#variables.values()];
    const arrays = onDisk(variables.map(floats), folder);
    tf.tidy(() => variables.forEach((variable, i) => variable.assign(tf.tensor(arrays[i] ?? [], variable.shape))));
    this.#onDisk = true;
  }

  /** @throws BackendError for weights on disk. */
  expectWritable(): void {
    if (this.#onDisk)
      throw new BackendError("weights: expected them in memory, to be trained; these lie on disk and are only read");
  }

  /** The listed weights as a fused implementation takes them. */
  weightSet(names: readonly string[]): WeightSet {
    return { id: this.id, version: this.version, arrays: names.map((name) => floats(this.get(name))) };
  }

  async toArrays(): Promise<NamedArrays> {
    const arrays: NamedArrays = {};
    for (const [name, variable] of this.#variables) {
      arrays[name] = { shape: [...variable.shape], values: Float32Array.from(await variable.data()) };
    }
    return arrays;
  }

  /** toArrays for callers that cannot wait; on a GPU it blocks. */
  copyArrays(): NamedArrays {
    const arrays: NamedArrays = {};
    for (const [name, variable] of this.#variables) {
      arrays[name] = { shape: [...variable.shape], values: floats(variable).slice() };
    }
    return arrays;
  }

  /** An independent copy. */
  clone(): Params {
    return Params.fromArrays(this.copyArrays());
  }

  dispose(): void {
    for (const variable of this.#variables.values()) variable.dispose();
    this.#variables.clear();
    fusedKernels().forgetWeights?.(this.id);
  }
}
