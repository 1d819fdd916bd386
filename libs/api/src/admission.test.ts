import fc from "fast-check";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { admission } from "./admission";

/** Work that ends when told. */
function held() {
  let end: (value: string) => void = () => undefined;
  const done = new Promise<string>((resolve) => (end = resolve));
  return { work: () => done, end: () => end("done") };
}

it("makes so many at once, lets so many wait in their order, and tells the rest when to come back", async () => {
  const admit = admission({ atOnce: 2, waiting: 2, patienceMs: 1_000 });
  const works = Array.from({ length: 5 }, held);
  const begun: number[] = [];
  const answers = works.map(({ work }, i) =>
    admit(() => {
      begun.push(i);
      return work();
    }),
  );
  expect(await answers[4]).toEqual({ retryAfterSeconds: 1 });
  expect(begun).toEqual([0, 1]);
  works[1]?.end();
  await answers[1];
  expect(begun).toEqual([0, 1, 2]);
  works.forEach(({ end }) => end());
  expect(await Promise.all(answers.slice(0, 4))).toEqual(["done", "done", "done", "done"]);
});

it("sends away who has waited too long, and serves who has not", async () => {
  let time = 0;
  const admit = admission({ atOnce: 1, waiting: 2, patienceMs: 100 }, () => time);
  const first = held();
  const holding = admit(first.work);
  const early = admit(() => Promise.resolve("late"));
  time = 80;
  const late = admit(() => Promise.resolve("in time"));
  time = 120;
  first.end();
  expect(await holding).toBe("done");
  expect(await early).toEqual({ retryAfterSeconds: 1 });
  expect(await late).toBe("in time");
});

it("frees the place of work that fails", async () => {
  const admit = admission({ atOnce: 1, waiting: 0, patienceMs: 100 });
  await expect(admit(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await admit(() => Promise.resolve("next"))).toBe("next");
});

it("names a time that grows with what waits and with who was sent away just now, within bounds", async () => {
  let time = 0;
  const admit = admission({ atOnce: 1, waiting: 50, patienceMs: 1e9 }, () => time);
  for (let i = 0; i < 200; i++)
    await admit(() => {
      time += 100; // work takes 100 ms
      return Promise.resolve();
    });
  const one = held();
  const all = [admit(one.work), ...Array.from({ length: 50 }, () => admit(() => Promise.resolve("")))];
  const refused = () => admit(() => Promise.resolve(""));
  expect(await refused()).toEqual({ retryAfterSeconds: 5 });
  for (let i = 0; i < 49; i++) await refused();
  expect(await refused()).toEqual({ retryAfterSeconds: 10 });
  for (let i = 0; i < 1_000; i++) await refused();
  expect(await refused()).toEqual({ retryAfterSeconds: 30 });
  time += 60_000; // by now they are back
  expect(await refused()).toEqual({ retryAfterSeconds: 6 });
  one.end();
  await Promise.all(all);
});

it("never has more at work than allowed, and answers everybody once, whatever comes when", async () => {
  const times = fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(times, fc.integer({ min: 1, max: 4 }), fc.nat(4), async (calls, atOnce, waiting) => {
      const admit = admission({ atOnce, waiting, patienceMs: 5 });
      let [inFlight, most] = [0, 0];
      const answers = calls.map(async ([afterMs, takesMs]) => {
        await sleep(afterMs);
        return admit(async () => {
          most = Math.max(most, ++inFlight);
          await sleep(takesMs);
          inFlight--;
          return "done" as const;
        });
      });
      const all = await Promise.all(answers);
      expect(all).toHaveLength(calls.length);
      expect([inFlight, most <= atOnce]).toEqual([0, true]);
    }),
    { numRuns: 25 },
  );
});
