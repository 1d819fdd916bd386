import { describe, expect, it } from "vitest";
import golden from "../golden/stats_first.json" with { type: "json" };
import { fitBradleyTerry, type PairedFit, type PairedJudgment } from "./bradley-terry";
import { seededUniform } from "./seeded-uniform";
import { drawPairedJudgments, outcomeOf } from "./simulation";

const reference = golden.bradleyTerry;
const judgments: PairedJudgment[] = reference.judgments.map((j) => ({ ...j, outcome: outcomeOf(j.outcome) }));
const decided = judgments.filter(({ outcome }) => outcome !== 0.5);
const exact = { ridge: 0, baseline: "p0", position: true };

/** Abilities (or errors) of p1…p4, then γ. */
function inOrder(fit: PairedFit, field: "ability" | "standardError"): number[] {
  const names = ["p1", "p2", "p3", "p4"];
  const of = (name: string): number => fit.items.find((item) => item.name === name)?.[field] ?? NaN;
  return [...names.map(of), (field === "ability" ? fit.position?.value : fit.position?.standardError) ?? NaN];
}

function expectAll(got: readonly number[], want: readonly number[], digits: number): void {
  got.forEach((x, i) => expect(x).toBeCloseTo(want[i] ?? NaN, digits));
}

describe("fitBradleyTerry without ties", () => {
  const fit = fitBradleyTerry(decided, exact);

  it("equals statsmodels' logistic regression with an order effect", () => {
    expectAll(inOrder(fit, "ability"), reference.decided.params, 8);
    expectAll(inOrder(fit, "standardError"), reference.decided.se, 6);
    expect(fit.logLikelihood).toBeCloseTo(reference.decided.logLikelihood, 8);
    expect(fit.tie).toBeNull();
  });

  it("equals statsmodels' standard errors clustered by prompt, and by prompt and annotator", () => {
    const prompt = fitBradleyTerry(decided, { ...exact, covariance: "prompt" });
    expectAll(inOrder(prompt, "standardError"), reference.decided.promptSe, 6);
    const both = fitBradleyTerry(decided, { ...exact, covariance: "prompt-and-annotator" });
    expectAll(inOrder(both, "standardError"), reference.decided.twoWaySe, 6);
  });
});

describe("fitBradleyTerry with ties", () => {
  it("equals statsmodels' log-linear form of Davidson's model", () => {
    const fit = fitBradleyTerry(judgments, exact);
    expectAll(inOrder(fit, "ability"), reference.davidson.params, 7);
    expectAll(inOrder(fit, "standardError"), reference.davidson.se, 6);
    expect(Math.log(fit.tie?.value ?? NaN)).toBeCloseTo(reference.davidson.params[5] ?? NaN, 7);
  });

  it("equals SciPy's minimum of Rao and Kupper's likelihood", () => {
    const fit = fitBradleyTerry(judgments, { ...exact, ties: "rao-kupper" });
    expectAll(inOrder(fit, "ability"), reference.raoKupper.params, 5);
    expect(Math.log(fit.tie?.value ?? NaN)).toBeCloseTo(reference.raoKupper.lnEta, 5);
    expect(fit.logLikelihood).toBeCloseTo(reference.raoKupper.logLikelihood, 8);
  });

  it("counts a tie as half a win and half a loss when asked to", () => {
    const halves = judgments.flatMap((j): PairedJudgment[] =>
      j.outcome !== 0.5 ? [j] : [1, 0].map((o) => ({ ...j, outcome: outcomeOf(o), weight: 0.5 })),
    );
    const fit = fitBradleyTerry(judgments, { ...exact, ties: "half" });
    expectAll(inOrder(fit, "ability"), inOrder(fitBradleyTerry(halves, exact), "ability"), 9);
    expect(fit.aic).toBeNaN();
  });

  it("ranks a balanced design as 2, 1 and 0 points do (Davidson 1970)", () => {
    const uniform = seededUniform(21);
    const names = ["a", "b", "c", "d", "e", "f"];
    const points = new Map<string, number>();
    const balanced = names.flatMap((left) =>
      names
        .filter((right) => right !== left)
        .flatMap((right) =>
          Array.from({ length: 9 }, (): PairedJudgment => {
            const outcome = outcomeOf(Math.floor(uniform() * 3) / 2);
            points.set(left, (points.get(left) ?? 0) + 2 * outcome);
            points.set(right, (points.get(right) ?? 0) + 2 - 2 * outcome);
            return { left, right, outcome };
          }),
        ),
    );
    const { items } = fitBradleyTerry(balanced, { ridge: 0 });
    const byAbility = [...items].sort((x, y) => y.ability - x.ability).map(({ name }) => points.get(name) ?? 0);
    expect(byAbility).toEqual([...byAbility].sort((x, y) => y - x));
  });
});

// American League 1987, home team on the left: [home, away, home wins, away wins]
const TEAMS = ["Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore"];
const HOME_AND_AWAY_WINS = [
  [[4, 3], [4, 2], [4, 3], [6, 1], [4, 2], [6, 0]],
  [[3, 3], [4, 2], [4, 3], [6, 0], [6, 1], [4, 3]],
  [[2, 5], [4, 3], [2, 4], [4, 3], [4, 2], [6, 0]],
  [[3, 3], [5, 1], [2, 5], [4, 3], [4, 2], [6, 1]],
  [[5, 1], [2, 5], [3, 3], [4, 2], [5, 2], [6, 0]],
  [[2, 5], [3, 3], [3, 4], [4, 3], [4, 2], [2, 4]],
  [[2, 5], [1, 5], [1, 6], [2, 4], [1, 6], [3, 4]],
]; // prettier-ignore
const baseball = HOME_AND_AWAY_WINS.flatMap((row, h) => {
  const away = TEAMS.filter((_, i) => i !== h);
  return row.flatMap(([wins = 0, losses = 0], a) =>
    [wins, losses].map((weight, i): PairedJudgment => {
      return { left: TEAMS[h] ?? "", right: away[a] ?? "", outcome: outcomeOf(1 - i), weight };
    }),
  );
}).filter(({ weight = 0 }) => weight > 0);

describe("the baseball example of Agresti 1990, table 10.5, as printed by Turner & Firth 2012", () => {
  const print = (fit: PairedFit): string[] =>
    fit.items.map((i) => `${i.name} ${i.ability.toFixed(4)} ${i.standardError.toFixed(4)}`).slice(0, 6);

  it("has the printed abilities and errors without home advantage", () => {
    expect(print(fitBradleyTerry(baseball, { ridge: 0, baseline: "Baltimore" }))).toEqual([
      "Milwaukee 1.5814 0.3433",
      "Detroit 1.4364 0.3396",
      "Toronto 1.2945 0.3367",
      "New York 1.2476 0.3359",
      "Boston 1.1077 0.3339",
      "Cleveland 0.6839 0.3319",
    ]);
  });

  it("has the printed home advantage", () => {
    const { position } = fitBradleyTerry(baseball, { ridge: 0, baseline: "Baltimore", position: true });
    expect(position?.value.toFixed(4)).toBe("0.3023");
    expect(position?.standardError.toFixed(4)).toBe("0.1309");
  });
});

describe("laws", () => {
  const truth = { abilities: [0, 0.4, -0.3, 0.8, -0.6], nu: 0.7, gamma: 0.15 };

  it("recovers abilities, ν and γ within three standard errors from 20 000 judgments", () => {
    const drawn = drawPairedJudgments(truth, { count: 20_000, prompts: 500, uniform: seededUniform(22) });
    const fit = fitBradleyTerry(drawn, { baseline: "p0", position: true });
    for (const { name, ability, standardError } of fit.items) {
      const want = truth.abilities[Number(name.slice(1))] ?? NaN;
      expect(Math.abs(ability - want)).toBeLessThanOrEqual(3 * standardError + 1e-12);
    }
    const { tie, position } = fit;
    expect(Math.abs((tie?.value ?? NaN) - 0.7)).toBeLessThan(3 * (tie?.standardError ?? NaN));
    expect(Math.abs((position?.value ?? NaN) - 0.15)).toBeLessThan(3 * (position?.standardError ?? NaN));
  });

  it("keeps abilities and turns γ round when all sides swap", () => {
    const swapped = judgments.map((j) => ({ ...j, left: j.right, right: j.left, outcome: outcomeOf(1 - j.outcome) }));
    const [one, other] = [judgments, swapped].map((js) => fitBradleyTerry(js, { position: true, baseline: "p0" }));
    expect(other?.position?.value).toBeCloseTo(-(one?.position?.value ?? NaN), 9);
    for (const { name, ability } of one?.items ?? []) {
      expect(other?.items.find((item) => item.name === name)?.ability).toBeCloseTo(ability, 9);
    }
  });

  it("changes no difference or rank with the baseline, ridge included", () => {
    const [one, other] = ["p0", "p3"].map((baseline) => fitBradleyTerry(judgments, { baseline, ridge: 0.5 }).items);
    one?.forEach((item, i) => {
      expect(item.ability - (other?.[i]?.ability ?? NaN)).toBeCloseTo(
        (one[0]?.ability ?? 0) - (other?.[0]?.ability ?? 0),
        9,
      );
      expect(item.rankUpperBound).toBe(other?.[i]?.rankUpperBound);
    });
  });

  it("fits 10⁵ judgments in few steps, over cells", () => {
    const drawn = drawPairedJudgments(truth, { count: 100_000, prompts: 2000, uniform: seededUniform(23) });
    const started = performance.now();
    const fit = fitBradleyTerry(drawn, { position: true, covariance: "prompt" });
    console.log(`10⁵ judgments fitted in ${(performance.now() - started).toFixed(0)} ms, ${fit.iterations} steps`);
    expect(fit.converged).toBe(true);
    expect(fit.iterations).toBeLessThanOrEqual(8);
  });
});

describe("connection", () => {
  const won = (left: string, right: string): PairedJudgment => ({ left, right, outcome: 1 });

  it("names the groups and the results that would connect them", () => {
    const apart = [won("a", "b"), won("b", "a"), won("b", "c")];
    const fit = fitBradleyTerry(apart);
    expect(fit).toMatchObject({ connected: false, components: [["a", "b"], ["c"]] });
    expect(fit.missing).toEqual([{ winner: "c", loser: "a" }]);
    const joined = fitBradleyTerry([...apart, ...fit.missing.map(({ winner, loser }) => won(winner, loser))]);
    expect(joined).toMatchObject({ connected: true, missing: [] });
  });

  it("refuses to fit an unconnected graph without a ridge", () =>
    expect(() => fitBradleyTerry([won("a", "b")], { ridge: 0 })).toThrow(/connected win graph when ridge is 0, got 2/));

  it("stays finite with a ridge", () =>
    expect(fitBradleyTerry([won("a", "b")]).items.every(({ ability }) => Number.isFinite(ability))).toBe(true));
});

describe("refusals", () => {
  it("names what came", () => {
    expect(() => fitBradleyTerry([])).toThrow(/at least one judgment, got none/);
    expect(() => fitBradleyTerry([{ left: "a", right: "a", outcome: 1 }])).toThrow(
      /two different items, got "a" twice/,
    );
    expect(() => fitBradleyTerry(judgments, { baseline: "zz" })).toThrow(/got "zz"/);
    expect(() => fitBradleyTerry([{ left: "a", right: "b", outcome: 0.5 }])).toThrow(/ties only/);
    expect(() => fitBradleyTerry(judgments, { ridge: -1 })).toThrow(/≥ 0, got -1/);
  });
});
