#!/usr/bin/env python3
"""Golden log-probabilities of Harbortown documents by importance sampling over the writer's latents, and Witten-Bell n-grams (numpy 2).
    python3 tools/golden/world_floor.py ../shared/design/world libs/datasets/src/harbortown/golden
`logp` comes from the design's floor.py, cut above its own loop. Writes floor.json and ngram.json."""
import json, math, random, sys
from collections import Counter, defaultdict
from pathlib import Path
import numpy as np

folder, out = Path(sys.argv[1]), Path(sys.argv[2])
sys.path.insert(0, str(folder))
scope = {}
exec((folder / "floor.py").read_text().split("r=random.Random(11)")[0], scope)
prompt, response, logp, vocab = (scope[k] for k in ("prompt", "response", "logp", "VOCAB"))
DRAWS, CHUNKS = 200_000, 10
FIXED = [(0.2, 0.5, 0.5, 0.8), (-0.6, 0.3, 0.9, 0.4)]


def sampled(e, y):
    """Mean of p(y | z) over draws of z from the prior; the error from the spread between chunks."""
    parts = []
    for _ in range(CHUNKS):
        l = logp(e, y, scope["lz"](DRAWS // CHUNKS))
        parts.append(l.max() + math.log(np.exp(l - l.max()).mean()))
    top = max(parts)
    p = np.exp(np.array(parts) - top)
    return top + math.log(p.mean()), float(p.std(ddof=1) / math.sqrt(CHUNKS) / p.mean())


def floor():
    r = random.Random(5)
    for _ in range(60):
        _, e = prompt(r)
        y, _ = response(r, e)
        log_probability, error = sampled(e, y)
        fixed = [float(logp(e, y, tuple(np.array([v]) for v in z))[0]) for z in FIXED]
        yield dict(entities=e, text=" ".join(y), logProbability=log_probability, error=error, conditional=fixed)


def ngrams(train, test, orders=5):
    """Interpolated Witten-Bell, as in the design's stats.py; nats per response token."""
    counts = [defaultdict(Counter) for _ in range(orders)]
    for s, _ in train:
        for t in range(1, len(s)):
            for k in range(min(orders, t + 1)):
                counts[k][tuple(s[t - k : t])][s[t]] += 1
    for n in range(1, orders + 1):
        nats = tokens = 0
        for s, start in test:
            for t in range(start, len(s)):
                p = 1 / len(vocab)
                for k in range(n):
                    seen = counts[k].get(tuple(s[t - k : t]))
                    if seen:
                        total, kinds = sum(seen.values()), len(seen)
                        p = (seen[s[t]] + kinds * p) / (total + kinds)
                nats -= math.log(p)
                tokens += 1
        yield nats / tokens


def rows(r, n):
    for _ in range(n):
        x, e = prompt(r)
        y, _ = response(r, e)
        yield [scope["ID"][w] for w in ["<bos>", *x, "<sep>", *y, "<eos>"]], len(x) + 2


r = random.Random(9)
train, test = list(rows(r, 400)), list(rows(r, 80))
plain = lambda part: [dict(tokens=s, promptLength=n) for s, n in part]
note = "tools/golden/world_floor.py, Python 3.11, numpy " + np.__version__
(out / "floor.json").write_text(json.dumps(dict(source=note, draws=DRAWS, latents=FIXED, cases=list(floor()))) + "\n")
(out / "ngram.json").write_text(json.dumps(dict(source=note, vocabSize=len(vocab), train=plain(train), heldout=plain(test), natsByOrder=list(ngrams(train, test)))) + "\n")
