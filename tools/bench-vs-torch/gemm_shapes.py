"""GFLOP/s of PyTorch's products, the fastest of several: gemm_shapes.py f32|bf16 THREADS < [[m, n, k], …]; a JSON list"""
import json, sys, time
import torch

torch.set_num_threads(int(sys.argv[2]))
dtype = {"f32": torch.float32, "bf16": torch.bfloat16}[sys.argv[1]]
rates = []
for m, n, k in json.load(sys.stdin):
    a, b = torch.randn(m, k, dtype=dtype), torch.randn(k, n, dtype=dtype)
    out = torch.empty(m, n, dtype=dtype)
    repetitions = min(10, max(3, -(-(10**10) // (2 * m * n * k))))
    best = float("inf")
    for i in range(repetitions + 1):  # the first one warms up
        start = time.perf_counter()
        torch.matmul(a, b, out=out)
        if i > 0:
            best = min(best, time.perf_counter() - start)
    rates.append(2 * m * n * k / best / 1e9)
print(json.dumps(rates))
