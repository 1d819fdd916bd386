"""Reference numbers for the annotator models, rankings and fits of libs/stats.

    pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0
    python3 tools/golden/stats_second.py > libs/stats/golden/stats_second.json
"""
import json, sys
from itertools import combinations
from math import comb
import numpy as np, scipy, statsmodels
from scipy import special, stats
from scipy.optimize import curve_fit, minimize, minimize_scalar
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa
from statsmodels.stats.multitest import multipletests
from statsmodels.tools.numdiff import approx_hess3
import statsmodels.api as sm

rng = np.random.default_rng(20260808)
out = dict(made_by=f"tools/golden/stats_second.py: numpy {np.__version__}, scipy {scipy.__version__}, statsmodels {statsmodels.__version__}; seed 20260808")
lists = lambda a: np.asarray(a, float).tolist()

# Plackett-Luce on rankings of 2 to 4 of five items, one of them "best of the shown"
M = 5
theta = np.array([0, .5, -.7, .9, .1])
rankings = []
for _ in range(150):
    shown = rng.permutation(M)[: rng.integers(2, 5)]
    order = shown[np.argsort(-(theta[shown] + rng.gumbel(size=len(shown))))]
    chosen = 1 if rng.random() < .3 else len(order)
    rankings.append((order.tolist(), chosen))


def pl(v):
    t = np.r_[0, v]
    return sum(special.logsumexp(t[o[k:]]) - t[o[k]] for o, c in rankings for k in range(min(c, len(o) - 1)))


fit = minimize(pl, np.zeros(M - 1), method="BFGS", options=dict(gtol=1e-9))
out["plackettLuce"] = dict(rankings=[dict(order=o, chosen=c) for o, c in rankings], params=lists(fit.x), logLikelihood=float(-fit.fun),
                           se=lists(np.sqrt(np.diag(np.linalg.inv(approx_hess3(fit.x, pl))))))

# crowd-BT: the posterior's maximum
A, N, ridge, prior = 6, 900, .01, (10, 2)
eta = np.array([.95, .9, .85, .75, .6, .3])
left = rng.integers(0, M, N); right = (left + rng.integers(1, M, N)) % M; who = rng.integers(0, A, N)
p = special.expit(theta[left] - theta[right]); p = eta[who] * p + (1 - eta[who]) * (1 - p)
outcome = np.where(rng.random(N) < .1, .5, (rng.random(N) < p) * 1.0)


def crowd(v):
    t = np.r_[0, v[: M - 1]]; e = special.expit(v[M - 1:]); s = special.expit(t[left] - t[right]); q = e[who] * s + (1 - e[who]) * (1 - s)
    return (-(outcome * np.log(q) + (1 - outcome) * np.log(1 - q)).sum() - (prior[0] * np.log(e) + prior[1] * np.log(1 - e)).sum()
            + ridge / 2 * ((t - t.mean()) ** 2).sum())


fit = minimize(crowd, np.r_[np.zeros(M - 1), np.full(A, 2.2)], method="BFGS", options=dict(gtol=1e-8))
out["crowd"] = dict(judgments=[dict(left=f"p{l}", right=f"p{r}", outcome=float(o), annotator=int(a)) for l, r, o, a in zip(left, right, outcome, who)],
                    params=lists(fit.x[: M - 1]), qualities=lists(special.expit(fit.x[M - 1:])), se=lists(np.sqrt(np.diag(np.linalg.inv(approx_hess3(fit.x, crowd))))[: M - 1]))

# one-coin Dawid-Skene by dense EM
L, U = 3, 80
truth = rng.integers(0, L, U); skill = np.array([.9, .75, .6, .45])
said = np.where(rng.random((U, 4)) < skill, truth[:, None], (truth[:, None] + rng.integers(1, L, (U, 4))) % L)
seen = rng.random((U, 4)) < .85; seen[:, 0] = True
onehot = np.eye(L)[said] * seen[:, :, None]
T = onehot.sum(1) / onehot.sum((1, 2))[:, None]
for _ in range(4000):
    prior_ = T.mean(0); s = np.einsum("uj,uaj->a", T, onehot) / seen.sum(0)
    logp = np.log(prior_) + np.einsum("uaj,a->uj", onehot, np.log(s)) + np.einsum("uaj,a->uj", seen[:, :, None] - onehot, np.log((1 - s) / (L - 1)))
    T = np.exp(logp - special.logsumexp(logp, 1, keepdims=True))
out["oneCoin"] = dict(ratings=[[int(v) if k else None for v, k in zip(row, mask)] for row, mask in zip(said, seen)], skill=lists(s), prior=lists(prior_),
                      posteriors=lists(T), logLikelihood=float(special.logsumexp(logp, 1).sum()))

# kappas
first = rng.integers(-3, 4, 120); second = np.clip(first + rng.integers(-2, 3, 120), -3, 3)
table = np.zeros((7, 7)); np.add.at(table, (first + 3, second + 3), 1)
kappa = lambda wt: (lambda r: [float(r.kappa), float(r.std_kappa)])(cohens_kappa(table, wt=wt))
out["cohen"] = dict(first=first.tolist(), second=second.tolist(), none=kappa(None), linear=kappa("linear"), quadratic=kappa("quadratic"))
counts = rng.multinomial(5, [.5, .3, .2], 30)
out["fleiss"] = dict(counts=counts.tolist(), kappa=float(fleiss_kappa(counts)))

x, y = rng.integers(0, 6, 25), rng.integers(0, 6, 25)
scores = rng.integers(1, 9, (4, 8))
out["ranks"] = dict(x=x.tolist(), y=y.tolist(), tau=float(stats.kendalltau(x, y).statistic), scores=scores.tolist(),
                    chiSquared=float(stats.friedmanchisquare(*scores.T).statistic), pValue=float(stats.friedmanchisquare(*scores.T).pvalue))
out["mcnemar"] = [dict(b=b, c=c, chiSquared=float(mcnemar([[0, b], [c, 0]], exact=False, correction=False).statistic),
                       pValue=float(mcnemar([[0, b], [c, 0]], exact=False, correction=False).pvalue), exact=float(mcnemar([[0, b], [c, 0]], exact=True).pvalue))
                  for b, c in ((150, 86), (7, 2), (3, 3), (0, 12))]
ps = rng.random(20) ** 3
out["bh"] = dict(pValues=lists(ps), adjusted=lists(multipletests(ps, method="fdr_bh")[1]))

# temperature: a logistic regression without intercept, errors clustered
margin = rng.normal(0, 3, 500); cluster = rng.integers(0, 100, 500)
won = (rng.random(500) < special.expit(margin / 2.2)) * 1.0
glm = sm.GLM(won, margin[:, None], family=sm.families.Binomial())
plain, robust = glm.fit(tol=1e-14, maxiter=200), glm.fit(tol=1e-14, maxiter=200, cov_type="cluster", cov_kwds=dict(groups=cluster, use_correction=False))
G = len(np.unique(cluster))
out["temperature"] = dict(margins=lists(margin), outcomes=lists(won), clusters=cluster.tolist(), inverse=float(plain.params[0]), se=float(plain.bse[0]),
                          clusteredSe=float(robust.bse[0] * np.sqrt(G / (G - 1))), nll=float(-plain.llf / 500))

size = 250.0 * 2 ** np.arange(9)
value = 12 * size ** -.6 + .15 + rng.normal(0, .004, 9)
fit, cov = curve_fit(lambda n, a, b, c: a * n ** -b + c, size, value, p0=(10, .5, .1), ftol=1e-15, xtol=1e-15, gtol=1e-15, maxfev=20000)
known, kcov = curve_fit(lambda n, a, b, c: a * n ** -b + c, size, value, p0=(10, .5, .1), sigma=np.full(9, .004), absolute_sigma=True, ftol=1e-15, xtol=1e-15, gtol=1e-15, maxfev=20000)
out["powerLaw"] = dict(sizes=lists(size), values=lists(value), params=lists(fit), se=lists(np.sqrt(np.diag(cov))), knownSe=lists(np.sqrt(np.diag(kcov))), t=float(stats.t.ppf(.975, 6)))

d = np.linspace(.2, 4, 20)
gao = {}
for form, falls in (("best-of-n", d * d), ("rl", d * np.log(d))):
    r = 1.3 * d - .25 * falls + rng.normal(0, .03, 20)
    ols = sm.OLS(r, np.c_[d, -falls]).fit()
    gao[form] = dict(rewards=lists(r), alpha=float(ols.params[0]), beta=float(ols.params[1]), rSquared=float(1 - ols.ssr / ((r - r.mean()) ** 2).sum()))
out["gao"] = dict(distances=lists(d), **gao)

proxy = rng.integers(0, 6, 9); gold = rng.normal(size=9)  # ties in the proxy are broken at random: average over the best
brute = {n: float(np.mean([gold[[i for i in s if proxy[i] == max(proxy[list(s)])]].mean() for s in combinations(range(9), n)])) for n in (1, 2, 4, 9)}
out["bestOfN"] = dict(proxy=proxy.tolist(), gold=lists(gold), brute=[[n, v] for n, v in brute.items()])
json.dump(out, sys.stdout)
