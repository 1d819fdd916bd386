"""A GPT of 2 layers and width 16 in PyTorch, float64: loss, all gradients, and three AdamW steps in both forms of epsilon.

Writes libs/gpt/golden/gpt_small.safetensors (float32) and gpt_small.json. Versions used: torch 2.15.0, numpy 2.4.6.
Run: python tools/golden/gpt_small.py
"""

import json
import struct
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

L, H, C, CTX, V = 2, 2, 16, 10, 19
TEMPERATURE = 0.9
ROWS = [[3, 1, 4, 1, 5, 9, 2, 6], [5, 3, 5], [8, 9, 7, 18, 3, 2, 3, 8, 4, 6]]
QUERY = [1, 2, 4]
STEPS, LR, BETAS, EPS, DECAY = 3, 3e-3, (0.9, 0.98), 1e-4, 0.1
OUT = Path(__file__).resolve().parents[2] / "libs/gpt/golden"


def weights():
    rng = np.random.default_rng(20260101)
    shapes = {"wte.weight": (V, C), "wpe.weight": (CTX, C)}
    for i in range(L):
        shapes |= {
            f"h.{i}.ln_1.weight": (C,),
            f"h.{i}.ln_1.bias": (C,),
            f"h.{i}.attn.c_attn.weight": (C, 3 * C),
            f"h.{i}.attn.c_attn.bias": (3 * C,),
            f"h.{i}.attn.c_proj.weight": (C, C),
            f"h.{i}.attn.c_proj.bias": (C,),
            f"h.{i}.ln_2.weight": (C,),
            f"h.{i}.ln_2.bias": (C,),
            f"h.{i}.mlp.c_fc.weight": (C, 4 * C),
            f"h.{i}.mlp.c_fc.bias": (4 * C,),
            f"h.{i}.mlp.c_proj.weight": (4 * C, C),
            f"h.{i}.mlp.c_proj.bias": (C,),
        }
    shapes |= {"ln_f.weight": (C,), "ln_f.bias": (C,)}
    out = {}
    for name, shape in shapes.items():
        base = 1.0 if ".ln_" in name and name.endswith("weight") or name == "ln_f.weight" else 0.0
        value = (base + 0.2 * rng.standard_normal(shape)).astype(np.float32)  # float32 so that both sides start equal
        out[name] = torch.tensor(value.astype(np.float64), requires_grad=True)
    return out


def hidden_of(w, row):
    x = w["wte.weight"][row] + w["wpe.weight"][: len(row)]
    for i in range(L):
        h = F.layer_norm(x, (C,), w[f"h.{i}.ln_1.weight"], w[f"h.{i}.ln_1.bias"])
        qkv = h @ w[f"h.{i}.attn.c_attn.weight"] + w[f"h.{i}.attn.c_attn.bias"]
        q, k, v = (part.view(-1, H, C // H).transpose(0, 1) for part in qkv.split(C, dim=1))
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(0, 1).reshape(-1, C)
        x = x + mixed @ w[f"h.{i}.attn.c_proj.weight"] + w[f"h.{i}.attn.c_proj.bias"]
        h = F.layer_norm(x, (C,), w[f"h.{i}.ln_2.weight"], w[f"h.{i}.ln_2.bias"])
        h = F.gelu(h @ w[f"h.{i}.mlp.c_fc.weight"] + w[f"h.{i}.mlp.c_fc.bias"], approximate="tanh")
        x = x + h @ w[f"h.{i}.mlp.c_proj.weight"] + w[f"h.{i}.mlp.c_proj.bias"]
    return F.layer_norm(x, (C,), w["ln_f.weight"], w["ln_f.bias"])


def outputs(w):
    logprobs, entropies = [], []
    for row, query in zip(ROWS, QUERY):
        logits = hidden_of(w, torch.tensor(row)) @ w["wte.weight"].T / TEMPERATURE
        logp = F.log_softmax(logits[query - 1 : -1], dim=-1)
        logprobs.append(logp.gather(1, torch.tensor(row[query:])[:, None])[:, 0])
        entropies.append(torch.distributions.Categorical(logits=logp).entropy())
    return torch.cat(logprobs), torch.cat(entropies)


def loss_of(w):
    logprobs, entropy = outputs(w)
    return -logprobs.mean() - 0.05 * entropy.mean()


def step_tf1(w, state, t):
    """TensorFlow 1's Adam (epsilon before bias correction) with decoupled decay."""
    rate = LR * (1 - BETAS[1] ** t) ** 0.5 / (1 - BETAS[0] ** t)
    for name, p in w.items():
        m, v = state[name]
        m.mul_(BETAS[0]).add_(p.grad, alpha=1 - BETAS[0])
        v.mul_(BETAS[1]).addcmul_(p.grad, p.grad, value=1 - BETAS[1])
        p.data.mul_(1 - LR * DECAY).sub_(rate * m / (v.sqrt() + EPS))


def train(form):
    w = weights()
    torch_form = torch.optim.AdamW(list(w.values()), lr=LR, betas=BETAS, eps=EPS, weight_decay=DECAY)
    state = {name: (torch.zeros_like(p), torch.zeros_like(p)) for name, p in w.items()}
    losses = []
    for t in range(1, STEPS + 1):
        torch_form.zero_grad()
        loss = loss_of(w)
        loss.backward()
        losses.append(loss.item())
        torch_form.step() if form == "torch" else step_tf1(w, state, t)
    return w, losses


def save(path, arrays):
    header, blobs, at = {}, [], 0
    for name, a in arrays.items():
        data = np.ascontiguousarray(a.detach().numpy().astype("<f4")).tobytes()
        header[name] = {"dtype": "F32", "shape": list(a.shape), "data_offsets": [at, at + len(data)]}
        at += len(data)
        blobs.append(data)
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def main():
    w = weights()
    logprobs, entropy = outputs(w)
    loss = loss_of(w)
    loss.backward()
    arrays = {f"weight.{n}": p for n, p in w.items()} | {f"grad.{n}": p.grad for n, p in w.items()}
    record = {
        "versions": {"torch": torch.__version__, "numpy": np.__version__},
        "config": {"nLayer": L, "nHead": H, "nEmbd": C, "nCtx": CTX, "vocabSize": V},
        "rows": ROWS,
        "queryLengths": QUERY,
        "temperature": TEMPERATURE,
        "logprobs": logprobs.tolist(),
        "entropy": entropy.tolist(),
        "loss": loss.item(),
        "adamw": {"lr": LR, "beta1": BETAS[0], "beta2": BETAS[1], "epsilon": EPS, "weightDecay": DECAY},
        "losses": {},
    }
    for form in ("torch", "tf1"):
        after, record["losses"][form] = train(form)
        arrays |= {f"{form}.{n}": p for n, p in after.items()}
    save(OUT / "gpt_small.safetensors", arrays)
    (OUT / "gpt_small.json").write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
