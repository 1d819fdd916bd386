"""PyTorch's median GFLOP/s of a product of two square matrices of 1024: gemm.py f32|bf16 THREADS"""
import statistics, sys, time
import torch

torch.set_num_threads(int(sys.argv[2]))
dtype = {"f32": torch.float32, "bf16": torch.bfloat16}[sys.argv[1]]
n, times = 1024, []
a, b = torch.randn(n, n, dtype=dtype), torch.randn(n, n, dtype=dtype)
for _ in range(30):
    start = time.perf_counter()
    a @ b
    times.append(time.perf_counter() - start)
print(2 * n**3 / statistics.median(times[5:]) / 1e9)
