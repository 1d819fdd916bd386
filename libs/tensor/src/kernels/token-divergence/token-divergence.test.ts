import { type Backend, ShapeError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { initBackend, setFusedKernels } from "../../backend";
import type { FusedKernels } from "../../fused-kernels";
import { plainKernels } from "../../plain/kernels";
import { scoped } from "../../memory";
import { Philox } from "../../philox";
import type { Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { expectClose, randomArray, testedBackends } from "../parity";
import { tokenLogprobs } from "../token-logprobs/op";
import { tokenDivergence } from "./op";

type Case = { m: number; c: number; v: number; temperature: number };

const matrix = (name: string, shape: [number, number]): Tensor2D => tf.tensor2d(randomArray(name, shape).values, shape);

function headsOf({ m, c, v }: Case) {
  const head = (name: string) => ({ hidden: matrix(`${name} hidden`, [m, c]), wte: matrix(`${name} wte`, [v, c]) });
  return { policy: head("policy"), reference: head("reference") };
}

const targetsOf = ({ m, v }: Case): Int32Array => Int32Array.from({ length: m }, (_, i) => (i * 5) % v);

function run(o: Case): Record<string, Float32Array> {
  const all = scoped(() => tokenDivergence({ ...headsOf(o), targets: targetsOf(o), temperature: o.temperature }));
  const values = Object.fromEntries(Object.entries(all).map(([name, t]) => [name, Float32Array.from(t.dataSync())]));
  tf.dispose(all);
  return values;
}

async function start(backend: Backend, kernels?: FusedKernels): Promise<boolean> {
  try {
    await initBackend({ backend, precision: "float32" });
  } catch (error) {
    if (backend !== "native") throw error;
    return false;
  }
  if (kernels !== undefined) setFusedKernels(kernels);
  return true;
}

const random = new Philox({ seed: 41, purpose: "tokenDivergence" });
const drawn = Array.from({ length: 8 }, (): Case => {
  const size = (most: number): number => (random.int(4) === 0 ? 1 : 1 + random.int(most));
  return { m: size(80), c: size(37), v: 1 + size(1200), temperature: 0.4 + random.int(8) / 5 };
});

describe("tokenDivergence", () => {
  it.each([{ m: 6, c: 4, v: 9, temperature: 0.7 }, ...drawn])(
    "agrees on every backend in every output: $m x $c x $v at $temperature",
    async (o) => {
      await start("cpu");
      const reference = run(o);
      const others: [Backend, FusedKernels?][] = [["cpu", plainKernels], ["wasm"], ["native"], ...testedBackends().map((b): [Backend] => [b])]; // prettier-ignore
      for (const [backend, kernels] of others) {
        if (!(await start(backend, kernels))) continue;
        const before = tf.memory().numTensors;
        const got = run(o);
        expect(tf.memory().numTensors, `${backend} leaks`).toBe(before);
        for (const [name, want] of Object.entries(reference))
          expectClose(got[name], want, { label: `${backend}: ${name}`, tolerance: 5e-5 });
      }
    },
  );

  it("has the bits of tokenLogprobs, and a KL of exactly zero between equal models, on native", async ({ skip }) => {
    if (!(await start("native"))) return skip("native is not built here");
    const o = { m: 130, c: 20, v: 1100, temperature: 0.7 };
    const { policy, reference } = headsOf(o);
    const some = { targets: targetsOf(o), temperature: o.temperature };
    const both = tokenDivergence({ policy, reference, ...some });
    const [p, q] = [tokenLogprobs({ ...policy, ...some }), tokenLogprobs({ ...reference, ...some })];
    expect(both.logprobs.dataSync()).toEqual(p.logprobs.dataSync());
    expect(both.entropy.dataSync()).toEqual(p.entropy.dataSync());
    expect(both.refLogprobs.dataSync()).toEqual(q.logprobs.dataSync());
    const same = tokenDivergence({ policy, reference: policy, ...some });
    expect(same.kl.dataSync().every((kl) => kl === 0)).toBe(true);
  });

  it("refuses models that do not fit each other", async () => {
    await start("cpu");
    const { policy, reference } = headsOf({ m: 2, c: 3, v: 4, temperature: 1 });
    const o = { policy, reference, targets: Int32Array.of(0, 3), temperature: 1 };
    expect(() => tokenDivergence({ ...o, targets: Int32Array.of(0) })).toThrow(/2 targets/);
    expect(() => tokenDivergence({ ...o, targets: Int32Array.of(0, 4) })).toThrow(ShapeError);
    expect(() => tokenDivergence({ ...o, reference: headsOf({ m: 2, c: 3, v: 5, temperature: 1 }).reference })).toThrow(
      /reference wte/,
    );
  });
});
