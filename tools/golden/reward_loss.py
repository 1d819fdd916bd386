"""Reward-model losses in PyTorch float64: Bradley-Terry with margins, soft labels, weights and centering; Plackett-Luce.

    python3 tools/golden/reward_loss.py > libs/reward/golden/reward_loss.json        (any PyTorch >= 2.0)
"""
import json, sys
import torch
import torch.nn.functional as F

torch.manual_seed(20260807)
torch.set_default_dtype(torch.float64)
CENTERING = 0.01


def f32(x):
    return x.float().double()


chosen, rejected = f32(2 * torch.randn(6)).requires_grad_(), f32(2 * torch.randn(6)).requires_grad_()
labels = torch.tensor([1.0, 0.5, 0.875, 1.0, 0.25, 1.0])
margins = torch.tensor([0.0, 0.0, 0.5, 1.0, 0.0, 0.25])
weights = torch.tensor([1.0, 1.0, 0.5, 2.0, 1.0, 0.25])
d = chosen - rejected
pair = -labels * F.logsigmoid(d - margins) - (1 - labels) * F.logsigmoid(-d - margins) + CENTERING * (chosen + rejected) ** 2
loss = (pair * weights).sum() / weights.sum()
g_chosen, g_rejected = torch.autograd.grad(loss, [chosen, rejected])

ranking = f32(2 * torch.randn(5)).requires_grad_()
pl = sum(torch.logsumexp(ranking[k:], 0) - ranking[k] for k in range(len(ranking)))
(g_ranking,) = torch.autograd.grad(pl, [ranking])
json.dump(dict(
    made_by=f"tools/golden/reward_loss.py, torch {torch.__version__.split('+')[0]}, float64, seed 20260807",
    centering=CENTERING, chosen=chosen.tolist(), rejected=rejected.tolist(), labels=labels.tolist(), margins=margins.tolist(),
    weights=weights.tolist(), loss=loss.item(), chosenGrad=g_chosen.tolist(), rejectedGrad=g_rejected.tolist(),
    ranking=ranking.tolist(), plackettLuce=pl.item(), rankingGrad=g_ranking.tolist(),
), sys.stdout)
