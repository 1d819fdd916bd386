"""Reference numbers for libs/stats from SciPy, statsmodels, scikit-learn, krippendorff and choix.

    pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0 scikit-learn==1.9.1 krippendorff==0.9.0
    python3 tools/golden/stats_first.py > libs/stats/golden/stats_first.json
"""
import json, sys
import krippendorff, numpy as np, scipy, sklearn, statsmodels, statsmodels.api as sm
from scipy import special, stats
from scipy.optimize import brentq, minimize
from sklearn.metrics import brier_score_loss, log_loss
from statsmodels.stats.proportion import proportion_confint

rng = np.random.default_rng(20260807)
out = dict(made_by=f"tools/golden/stats_first.py: numpy {np.__version__}, scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, "
           f"scikit-learn {sklearn.__version__}, krippendorff 0.9.0; seed 20260807")

out["special"] = dict(
    lnGamma=[[x, float(special.gammaln(x))] for x in (0.1, 0.5, 1, 2.5, 17, 1e3, 1e6)],
    regularizedBeta=[[x, a, b, float(special.betainc(a, b, x))] for x, a, b in ((.1, .5, .5), (.3, 2, 5), (.9, 30, 4), (.51, 500, 500), (1e-3, .5, 90))],
    betaQuantile=[[p, a, b, float(special.betaincinv(a, b, p))] for p, a, b in ((.025, 3.5, 7.5), (.975, .5, 20.5), (.5, 1000, 900))],
    chiSquaredTail=[[x, k, float(stats.chi2.sf(x, k))] for x, k in ((.5, 1), (3.84, 1), (17.36, 1), (40, 3), (2, 12))],
    normalCdf=[[z, float(stats.norm.cdf(z))] for z in (-8, -1.96, -.3, 0, .7, 2.5)],
    normalQuantile=[[p, float(stats.norm.ppf(p))] for p in (1e-6, .025, .4, .5, .8, .975)],
)
out["proportions"] = [dict(successes=s, trials=n, level=l, wilson=list(map(float, proportion_confint(s, n, 1 - l, "wilson"))),
                           jeffreys=list(map(float, proportion_confint(s, n, 1 - l, "jeffreys"))))
                      for s, n, l in ((7, 20, .95), (81, 263, .95), (500, 1000, .9), (3, 400, .99))]


def mixture(s, n, a=.05):
    f = lambda p: special.betaln(s + 1, n - s + 1) - special.xlogy(s, p) - special.xlog1py(n - s, -p) - np.log(1 / a)
    return [0.0 if s == 0 else brentq(f, 1e-12, s / n, xtol=1e-14), 1.0 if s == n else brentq(f, s / n, 1 - 1e-12, xtol=1e-14)]


out["mixture"] = [dict(successes=s, trials=n, interval=mixture(s, n)) for s, n in ((0, 10), (27, 50), (220, 400), (2750, 5000), (30, 30))]

# hedged capital on a grid of means, straight from the definition (Waudby-Smith & Ramdas, c = 1/2, theta = 1/2)
y = rng.choice([0, .5, 1], size=300, p=[.25, .2, .55])
t = np.arange(1, len(y) + 1)
mu = (.5 + np.cumsum(y)) / (t + 1)
var = (.25 + np.cumsum((y - mu) ** 2)) / (t + 1)
lam = np.sqrt(2 * np.log(2 / .05) / (np.r_[.25, var[:-1]] * t * np.log(t + 1)))
grid = np.linspace(0, 1, 20001)[1:-1]
with np.errstate(divide="ignore"):
    up = np.array([np.cumprod(1 + np.minimum(lam, .5 / m) * (y - m)) for m in grid])
    down = np.array([np.cumprod(1 - np.minimum(lam, .5 / (1 - m)) * (y - m)) for m in grid])
kept = np.all(np.maximum(up, down) / 2 < 1 / .05, axis=1)
half = np.argmin(np.abs(grid - .5))
out["betting"] = dict(values=y.tolist(), grid=float(grid[1] - grid[0]), interval=[float(grid[kept].min()), float(grid[kept].max())],
                      pValue=float(min(1, 1 / (np.maximum(up[half], down[half]).max() / 2))), eValue=float((up[half, -1] + down[half, -1]) / 2))

# Bradley-Terry with an order effect is a logistic regression; Davidson's model a log-linear Poisson regression
M, N = 5, 600
left = rng.integers(0, M, N); right = (left + rng.integers(1, M, N)) % M
prompt, annotator = rng.integers(0, 60, N), rng.integers(0, 7, N)
theta, nu, gamma = np.array([0, .6, -.4, .9, -.8]), .8, .3
d = theta[left] - theta[right] + gamma + .4 * rng.normal(size=60)[prompt]
e = np.exp(np.stack([-d / 2, np.full(N, np.log(nu)), d / 2], 1)); e /= e.sum(1, keepdims=True)
outcome = (rng.random(N)[:, None] > e.cumsum(1)).sum(1) / 2
X = np.zeros((N, M)); X[np.arange(N), left] += 1; X[np.arange(N), right] -= 1; X = np.c_[X[:, 1:], np.ones(N)]
decided = outcome != .5
groups = lambda v: dict(groups=v[decided], use_correction=False)
fit = lambda **k: sm.GLM(outcome[decided], X[decided], family=sm.families.Binomial()).fit(tol=1e-14, maxiter=200, **k)
plain = fit()
G = lambda v: len(np.unique(v[decided]))


def clustered(v):
    return fit(cov_type="cluster", cov_kwds=groups(v)).cov_params() * G(v) / (G(v) - 1)


both = prompt * 100 + annotator
twoway = clustered(prompt) + clustered(annotator) - clustered(both)
values, vectors = np.linalg.eigh(twoway)
twoway = vectors @ np.diag(np.maximum(values, 0)) @ vectors.T
judgments = [dict(left=f"p{l}", right=f"p{r}", outcome=float(o), cluster=int(p), annotator=int(a)) for l, r, o, p, a in zip(left, right, outcome, prompt, annotator)]
rows, counts, offsets = [], [], {}
for l in range(M):
    for r in range(M):
        if l == r: continue
        for o, feats in ((0, (-.5, 0)), (.5, (0, 1)), (1, (.5, 0))):
            x = np.zeros(M); x[l] += feats[0]; x[r] -= feats[0]
            cell = np.zeros(M * M); cell[l * M + r] = 1
            rows.append(np.r_[x[1:], feats[0], feats[1], cell]); counts.append(((left == l) & (right == r) & (outcome == o)).sum())
rows = np.array(rows); rows = rows[:, rows.any(0)]
dav = sm.GLM(np.array(counts), rows, family=sm.families.Poisson()).fit(tol=1e-14, maxiter=300)
lnp = np.zeros(0)


def rao_kupper(v):
    d = X @ v[:-1]; tau = np.exp(v[-1]); s = lambda x: 1 / (1 + np.exp(-x))
    p = np.where(outcome == 1, s(d - tau), np.where(outcome == 0, s(-d - tau), s(tau - d) - s(-tau - d)))
    return -np.log(p).sum()


rk = minimize(rao_kupper, np.r_[np.zeros(M), -1], method="BFGS", options=dict(gtol=1e-9))
out["bradleyTerry"] = dict(
    judgments=judgments, decided=dict(params=plain.params.tolist(), se=plain.bse.tolist(), logLikelihood=float(plain.llf),
                                      promptSe=np.sqrt(np.diag(clustered(prompt))).tolist(), twoWaySe=np.sqrt(np.diag(twoway)).tolist()),
    davidson=dict(params=dav.params[: M + 1].tolist(), se=dav.bse[: M + 1].tolist()),
    raoKupper=dict(params=rk.x[:M].tolist(), lnEta=float(np.exp(rk.x[M])), logLikelihood=float(-rk.fun)))

strength = np.clip(np.round(d + rng.logistic(size=N)), -3, 3).astype(int)


def graded(v):
    d = X @ v[:M]; tau = np.cumsum(np.exp(v[M:])); cut = np.r_[-np.inf, -tau[::-1], tau, np.inf]; s = lambda x: special.expit(x)
    return -np.log(s(cut[strength + 4] - d) - s(cut[strength + 3] - d)).sum()


gr = minimize(graded, np.r_[np.zeros(M), -.5, 0, 0], method="BFGS", options=dict(gtol=1e-9))
out["strength"] = dict(strengths=strength.tolist(), params=gr.x[:M].tolist(), thresholds=np.cumsum(np.exp(gr.x[M:])).tolist(), logLikelihood=float(-gr.fun))

# length control: a logistic regression with fractional outcomes
n = 400
length = rng.normal(30, 120, n).round(); sd = length.std()
won = rng.choice([0, .5, 1], size=n, p=[.4, .1, .5])
won = np.where(rng.random(n) < .3, (length > 0) * 1.0, won)
lc = sm.GLM(won, np.c_[np.ones(n), np.tanh(length / sd)], family=sm.families.Binomial()).fit(tol=1e-14, maxiter=200)
out["lengthControlled"] = dict(lengthDifferences=length.tolist(), outcomes=won.tolist(), rate=float(special.expit(lc.params[0])), lengthEffect=float(lc.params[1]))

ratings = rng.integers(1, 6, (40, 1)) + rng.integers(-1, 2, (40, 4))
missing = rng.random((40, 4)) < .3
table = np.where(missing, np.nan, ratings.astype(float))
out["krippendorff"] = dict(ratings=[[None if np.isnan(v) else v for v in row] for row in table.tolist()],
                           **{m: float(krippendorff.alpha(reliability_data=table.T, level_of_measurement=m)) for m in ("nominal", "ordinal", "interval")})

p = np.round(rng.random(150), 6); assert len(set(p)) == 150
hit = (rng.random(150) < p ** 1.3).astype(float)
order = np.argsort(p); bins = np.array_split(order, 15)
out["calibration"] = dict(probabilities=p.tolist(), outcomes=hit.tolist(), brier=float(brier_score_loss(hit, p)), nll=float(log_loss(hit, p)),
                          ece=float(sum(len(b) / 150 * abs(p[b].mean() - hit[b].mean()) for b in bins)))
json.dump(out, sys.stdout)
