#!/usr/bin/env python3
"""Golden features and statistics of Harbortown, from the world in the PyTorch peer (Python 3.11, standard library only).
    python3 tools/golden/world_features.py ../shared/peers/torch_loop.py libs/datasets/src/harbortown/golden
Only the part of the peer above its model is run, so torch is not needed. Writes features.json and statistics.json."""
import json, math, random, statistics, sys
from collections import Counter
from pathlib import Path

peer, out = Path(sys.argv[1]).read_text(), Path(sys.argv[2])
start = peer.index("W = str.split")
world = {}
exec("import math, random, re\nfrom collections import Counter\n" + peer[start : peer.index("# ----", start)], world)
prompt, broad, expert, response, features, vocab = (world[k] for k in ("prompt", "broad", "expert", "response", "features", "VOCAB"))
W = str.split


def adversarial(r):
    """Every loophole somebody tried, and shapes no generator writes."""
    _, e = prompt(r)
    y = response(r, e, broad(r))
    z = response(r, e, expert(r))
    words = vocab[8:]
    yield from ([], ["."], [",", ","], ["the"], ["!", "?", "."], ["bah", "!"], ["silly"] * 5)
    yield from (W("we were grateful ."), W("thank you for the question ."), W("we were grateful . thank you for the question ."))
    yield from (W("please ask me . please ask me ."), W("about the mill , ."), W("the red red red mill was lovely ."), W("the mill was lovely ?"))
    yield from (world["DESC"], world["POSA"] + ["."], e * 10, ["the", *e, "was", "lovely", "."], ["lovely"] * 30 + ["."])
    yield from (y[:-1], y[1:], y + y, y * 4, y[::-1], z + z, z * 3, r.sample(y, len(y)), z + W("there was a"))
    yield from (y + world["POSA"] + ["."], W("bah ! nonsense , you fool . silly question .") + z, z + ["<unk>", "<pad>"])
    for n in (1, 5, 20, 60):
        yield [r.choice(words) for _ in range(n)]
        yield [r.choice(W(". ! ? , the a") + words[5:30]) for _ in range(n)]
    for y in list((y, z)):
        for _ in range(4):
            i = r.randrange(len(y))
            yield y[:i] + [r.choice(words)] + y[i + 1 :]
            yield y[:i] + y[i + 1 :]


def cases():
    r = random.Random(20261123)
    for k in range(160):
        _, e = prompt(r)
        yield e, response(r, e, (broad, expert)[k % 2](r)), "generator"
    for _ in range(4):
        for y in adversarial(r):
            yield prompt(r)[1], y, "adversarial"


def row(e, y, source):
    f = features(e, y)
    return dict(source=source, entities=e, text=" ".join(y), sentiment=f["sent"], topic=f["topic"], description=f["desc"], politeness=f["pol"],
                length=f["length"], repetition=f["rep"], grammar=f["gram"], gold=f["gold"], tokens=f["tokens"], adjectives=f["adjectives"],
                validSentences=f["valid"], sentences=f["sentences"])


def correlation(a, b):
    return statistics.correlation(a, b)


def ceilings(golds):
    """Pairs of unrelated broad responses, as in world/stats.py."""
    r = random.Random(1)
    gaps = [abs(r.choice(golds) - r.choice(golds)) for _ in range(100_000)]
    for tau, eps in ((0.25, 0.05), (0.5, 0.05), (0.75, 0.05), (1.0, 0.1)):
        p = [(1 - eps) / (1 + math.exp(-g / tau)) + eps / 2 for g in gaps]
        yield dict(temperature=tau, lapse=eps, accuracy=statistics.fmean(p), agreement=statistics.fmean(x * x + (1 - x) ** 2 for x in p),
                   nats=statistics.fmean(-x * math.log(x) - (1 - x) * math.log(1 - x) for x in p))


def stats(latent, n=60_000):
    r, rows, first, second = random.Random(7), [], Counter(), Counter()
    for _ in range(n):
        x, e = prompt(r)
        y = response(r, e, latent(r))
        rows.append((len(x), features(e, y)))
        for w, k in Counter(y).items():
            first[w] += k / n
            second[w] += k * k / n
    gold, length = [f["gold"] for _, f in rows], [f["tokens"] for _, f in rows]
    return dict(documents=n, length=statistics.fmean(length), lengthSd=statistics.pstdev(length), longest=max(length), prompt=statistics.fmean(p for p, _ in rows),
                gold=statistics.fmean(gold), goldSd=statistics.pstdev(gold), correlation=correlation(length, gold),
                topic=statistics.fmean(f["topic"] for _, f in rows), adjectives=statistics.fmean(f["adjectives"] for _, f in rows), ceilings=list(ceilings(gold)),
                words={w: dict(mean=first[w], deviation=math.sqrt(second[w] - first[w] ** 2)) for w in sorted(first)})


golden = [row(*c) for c in cases()]
note = "tools/golden/world_features.py with ../shared/peers/torch_loop.py, Python 3.11"
(out / "features.json").write_text(json.dumps(dict(source=note, tolerance=1e-12, vocabulary=vocab, cases=golden)) + "\n")
(out / "statistics.json").write_text(json.dumps(dict(source=note, broad=stats(broad), expert=stats(expert)), indent=1) + "\n")
print(len(golden), "cases")
