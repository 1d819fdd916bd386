"""A whole PPO step of the PyTorch peer at a size small enough to keep: weights before and after, rollout, metrics.

    python3 tools/golden/recorded_step.py ../shared/peers tools/bench-vs-torch/golden     (torch 2.15.0, safetensors)

Writes recorded-step-f32.safetensors and recorded-step-bf16.safetensors; what they hold is in the peer's own docstring.
"""
import argparse, os, sys

sys.path.insert(0, sys.argv[1])
import torch
import torch_ppo

torch.set_num_threads(1)
WORKLOAD = dict(L=2, d=12, h=2, V=37, T=16, P=7, R=8, B=64, M=2)
# float32 goes on until the clip binds; in bfloat16 the two programs' roundings drift apart with every step
for dtype, epochs in (("f32", 10), ("bf16", 2)):
    path = os.path.join(sys.argv[2], f"recorded-step-{dtype}.safetensors")
    torch_ppo.ppo(WORKLOAD | dict(E=epochs), argparse.Namespace(record=path, dtype=dtype, compile=False, only=None, warmup=0, steps=1))
    print(path, os.path.getsize(path))
