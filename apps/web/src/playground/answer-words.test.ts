import { expect, it } from "vitest";
import { newAnswer } from "./answer-state";
import { answerWords, endWords } from "./answer-words";

const answer = newAnswer({ requestId: "r", prefix: [], temperature: 1, now: 0 });

it("says that no worker is there, first as a guess, then for sure", () => {
  expect(answerWords(answer, 1_000)).toEqual({ text: "asked", level: "quiet" });
  expect(answerWords(answer, 12_000).text).toContain("No worker has taken it yet, 12 s");
  const failed = { ...answer, status: "failed" as const, reason: "no worker was free in time; is one running?" };
  expect(answerWords(failed, 31_000)).toMatchObject({
    level: "fail",
    text: expect.stringMatching(/^No worker is running/),
  });
});

it("tells a slow worker from a missing one, and passes on what else went wrong", () => {
  const failed = (reason: string) => answerWords({ ...answer, status: "failed", reason }, 0).text;
  expect(failed("the worker did not answer in time")).toContain("within 30 s");
  expect(failed("playground: expected a reference")).toBe("playground: expected a reference");
});

it("tells how an answer ended", () => {
  expect(endWords(answer, 4)).toBe("so far");
  expect(endWords({ ...answer, status: "done" }, 4)).toBe("ended by itself");
  expect(endWords({ ...answer, status: "cancelled" }, 4)).toBe("cancelled");
});
