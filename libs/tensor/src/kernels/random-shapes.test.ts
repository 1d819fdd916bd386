// Every op on shapes that nobody chose: drawn by Philox, with sizes of 1 and rows of no tokens among them.
import { describe, expect, it } from "vitest";
import { Philox } from "../philox";
import { tf } from "../tfjs";
import { causalAttention } from "./attention/op";
import { embed } from "./embed/op";
import { gatherRows } from "./gather-rows/op";
import { layerNorm } from "./layer-norm/op";
import { linear } from "./linear/op";
import { expectParity, type ParityCase, randomArray } from "./parity";
import { tokenLogprobs } from "./token-logprobs/op";

const DRAWS = 12;
const LARGEST = 37;

type Draw = {
  /** 1 … `most`; every fifth time 1. */
  size: (most?: number) => number;
  indices: (length: number, below: number) => Int32Array;
};

function drawFrom(random: Philox): Draw {
  const size = (most = LARGEST) => (random.int(5) === 0 ? 1 : 1 + random.int(most));
  return { size, indices: (length, below) => Int32Array.from({ length }, () => random.int(below)) };
}

function linearCase({ size }: Draw): ParityCase {
  const [n, k, m, gelu] = [size(), size(), size(), size(2) === 1];
  const inputs = {
    x: randomArray("x", [n, k]),
    w: randomArray("w", [k, m]),
    bias: randomArray("b", [m]),
    residual: randomArray("r", [n, m]),
  };
  return {
    inputs,
    run: (p) =>
      linear({
        ...{ x: tf.reshape(p.get("x"), [n, k]), w: tf.reshape(p.get("w"), [k, m]), gelu },
        ...{ bias: tf.reshape(p.get("bias"), [m]), residual: tf.reshape(p.get("residual"), [n, m]) },
      }),
  };
}

/** At least 8 channels: the inverse deviation of fewer may be so large that only its rounding is compared. */
function layerNormCase({ size }: Draw): ParityCase {
  const [n, c] = [size(), 7 + size()];
  const inputs = { x: randomArray("x", [n, c]), weight: randomArray("w", [c]), bias: randomArray("b", [c]) };
  return {
    inputs,
    run: (p) =>
      layerNorm(tf.reshape(p.get("x"), [n, c]), tf.reshape(p.get("weight"), [c]), tf.reshape(p.get("bias"), [c])),
  };
}

function attentionCase({ size }: Draw): ParityCase {
  const [nHead, d, rows] = [size(4), size(16), size(5)];
  const offsets = [0];
  for (let row = 0; row < rows; row++) offsets.push((offsets.at(-1) ?? 0) + size(20) - (row > 0 ? 1 : 0));
  const n = offsets.at(-1) ?? 0;
  const width = 3 * nHead * d;
  return {
    inputs: { qkv: randomArray("qkv", [n, width]) },
    run: (p) =>
      causalAttention({ qkv: tf.reshape(p.get("qkv"), [n, width]), offsets: Int32Array.from(offsets), nHead }),
  };
}

function embedCase({ size, indices }: Draw): ParityCase {
  const [n, v, nCtx, c] = [size(), size(), size(), size()];
  const [tokens, positions] = [indices(n, v), indices(n, nCtx)];
  return {
    inputs: { wte: randomArray("wte", [v, c]), wpe: randomArray("wpe", [nCtx, c]) },
    run: (p) =>
      embed({ tokens, positions, wte: tf.reshape(p.get("wte"), [v, c]), wpe: tf.reshape(p.get("wpe"), [nCtx, c]) }),
  };
}

function gatherRowsCase({ size, indices }: Draw): ParityCase {
  const [n, m, c] = [size(), size(), size()];
  const index = indices(m, n);
  return { inputs: { x: randomArray("x", [n, c]) }, run: (p) => gatherRows(tf.reshape(p.get("x"), [n, c]), index) };
}

function tokenLogprobsCase({ size, indices }: Draw): ParityCase {
  const [m, c, v, temperature] = [size(), size(), 1 + size(150), 0.4 + size(8) / 5];
  const targets = indices(m, v);
  return {
    inputs: { hidden: randomArray("hidden", [m, c]), wte: randomArray("wte", [v, c]) },
    run: (p) => {
      const hidden: tf.Tensor2D = tf.reshape(p.get("hidden"), [m, c]);
      const out = tokenLogprobs({ hidden, wte: tf.reshape(p.get("wte"), [v, c]), targets, temperature });
      return tf.stack([out.logprobs, out.entropy]);
    },
  };
}

const OPS = {
  linear: linearCase,
  layerNorm: layerNormCase,
  causalAttention: attentionCase,
  embed: embedCase,
  gatherRows: gatherRowsCase,
  tokenLogprobs: tokenLogprobsCase,
};

describe.each(Object.entries(OPS))("%s on random shapes", (name, caseOf) => {
  it(`agrees on every backend, forward and gradient, ${DRAWS} times`, async () => {
    const draw = drawFrom(new Philox({ seed: 41, purpose: name }));
    for (let i = 0; i < DRAWS; i++) {
      const drawn = caseOf(draw);
      const shapes = Object.entries(drawn.inputs).map(([key, { shape }]) => `${key} [${shape.join(", ")}]`);
      await expectParity(drawn).catch((error: unknown) => expect.fail(`${shapes.join(", ")}: ${String(error)}`));
    }
  });
});
