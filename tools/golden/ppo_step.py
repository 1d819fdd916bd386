"""One PPO minibatch in PyTorch float64: rewards, GAE, whitening, four reductions, losses, statistics, gradient norms.

    python3 tools/golden/ppo_step.py > libs/ppo/golden/ppo_step.json        (any PyTorch >= 2.0; the version is recorded)

The policy is a table of logits and the critic a table of values, so that every number here is a function of the inputs
alone. Padded [B, R] grids with a mask on purpose: our own code is packed, so the two layouts check each other.
"""
import json, sys
import torch

torch.manual_seed(20260807)
torch.set_default_dtype(torch.float64)
LENGTHS, VOCAB, R = [5, 1, 7, 4], 6, 7
B, M = len(LENGTHS), sum(LENGTHS)
KL_COEF, GAMMA, LAM, CLIP, CLIP_V, VF, TEMPERATURE = 0.3, 0.97, 0.9, 0.2, 0.25, 0.1, 0.8
mask = torch.arange(R)[None, :] < torch.tensor(LENGTHS)[:, None]


def packed(x):
    return x[mask].tolist()


def f32(x):  # inputs are exact in float32, so that both sides start from the same numbers
    return x.float().double()


old_logits = f32(torch.randn(B, R, VOCAB))
ref_logits = f32(old_logits + 0.4 * torch.randn(B, R, VOCAB))
new_logits = f32(old_logits + 0.5 * torch.randn(B, R, VOCAB)).requires_grad_()
targets = torch.randint(0, VOCAB, (B, R))
old_values = f32(torch.randn(B, R)) * mask
new_values = f32(old_values + 0.4 * torch.randn(B, R)).requires_grad_()
scores = f32(torch.randn(B))


def logprobs(logits):
    return torch.log_softmax(logits / TEMPERATURE, -1)


def chosen(logits):
    return logprobs(logits).gather(-1, targets[..., None])[..., 0]


old_lp, ref_lp = f32(chosen(old_logits)), f32(chosen(ref_logits))
log_ratio = (old_lp - ref_lp) * mask
kl = {
    "k1": log_ratio,
    "k2": 0.5 * log_ratio**2,
    "k3": (torch.expm1(-log_ratio) + log_ratio),
    "full": (logprobs(old_logits).exp() * (logprobs(old_logits) - logprobs(ref_logits))).sum(-1) * mask,
}
rewards = -KL_COEF * kl["k1"]
rewards[torch.arange(B), torch.tensor(LENGTHS) - 1] += scores

advantages, running = torch.zeros(B, R), torch.zeros(B)
for t in reversed(range(R)):
    following = old_values[:, t + 1] if t + 1 < R else torch.zeros(B)
    delta = rewards[:, t] + GAMMA * following - old_values[:, t]
    running = (delta + GAMMA * LAM * running) * mask[:, t]
    advantages[:, t] = running
returns = advantages + old_values
flat = advantages[mask]
whitened = torch.zeros(B, R)
whitened[mask] = (flat - flat.mean()) / torch.sqrt(flat.var(unbiased=False) + 1e-8)
reward_flat = rewards[mask]
whitened_rewards = (reward_flat - reward_flat.mean()) / torch.sqrt(reward_flat.var(unbiased=False) + 1e-8) + reward_flat.mean()
old_lp, ret, adv = f32(old_lp), f32(returns), f32(whitened)

lengths = torch.tensor(LENGTHS, dtype=torch.float64)
reductions = {
    "token-mean": lambda x: x[mask].mean(),
    "seq-mean-token-mean": lambda x: ((x * mask).sum(1) / lengths).mean(),
    "seq-mean-token-sum": lambda x: (x * mask).sum(1).mean(),
    "seq-mean-token-sum-norm": lambda x: ((x * mask).sum(1) / R).mean(),
}
ratio = (chosen(new_logits) - old_lp).exp()
pg = torch.max(-adv * ratio, -adv * ratio.clamp(1 - CLIP, 1 + CLIP))
clipped_values = old_values + (new_values - old_values).clamp(-CLIP_V, CLIP_V)
vf = 0.5 * torch.max((new_values - ret) ** 2, (clipped_values - ret) ** 2)
entropy = -(logprobs(new_logits).exp() * logprobs(new_logits)).sum(-1)

losses = {}
for name, reduce in reductions.items():
    g_logits, g_values = torch.autograd.grad(reduce(pg) + VF * reduce(vf), [new_logits, new_values], retain_graph=True)
    losses[name] = dict(
        policy=reduce(pg).item(), value=reduce(vf).item(),
        logits_grad_norm=g_logits.norm().item(), values_grad_norm=g_values.norm().item(),
    )
delta = (chosen(new_logits) - old_lp)[mask]
json.dump(dict(
    made_by=f"tools/golden/ppo_step.py, torch {torch.__version__.split('+')[0]}, float64, seed 20260807",
    settings=dict(klCoef=KL_COEF, gamma=GAMMA, lam=LAM, cliprange=CLIP, cliprangeValue=CLIP_V, vfCoef=VF,
                  temperature=TEMPERATURE, responseLength=R, vocabSize=VOCAB),
    lengths=LENGTHS,
    targets=packed(targets), scores=scores.tolist(),
    oldLogits=packed(old_logits), refLogits=packed(ref_logits), newLogits=packed(new_logits),
    oldLogprobs=packed(old_lp), refLogprobs=packed(ref_lp), oldValues=packed(old_values), newValues=packed(new_values),
    expected=dict(
        kl={k: packed(v) for k, v in kl.items()}, rewards=packed(rewards), advantages=packed(advantages),
        returns=packed(returns), whitened=packed(whitened), whitenedRewards=whitened_rewards.tolist(),
        losses=losses, approxkl=(0.5 * delta**2).mean().item(), ratio=delta.exp().mean().item(),
        clipfrac=(pg > -adv * ratio)[mask].double().mean().item(),
        valueClipfrac=((clipped_values - ret) ** 2 > (new_values - ret) ** 2)[mask].double().mean().item(),
        entropy=entropy[mask].mean().item(),
        explainedVariance=(1 - (returns - old_values)[mask].var(unbiased=False) / returns[mask].var(unbiased=False)).item(),
    ),
), sys.stdout)
