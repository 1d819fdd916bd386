import { expect, it } from "vitest";
import { createAhead } from "./ahead";

it("hands out what came ahead once, and asks when there is nothing or it is old", async () => {
  let [time, asked] = [0, 0];
  const ahead = createAhead(
    async () => {
      asked++;
      return { task: null, why: "done" };
    },
    () => time,
  );
  ahead.put({ task: null, why: "empty" });
  expect([(await ahead.take()).why, asked]).toEqual(["empty", 0]);
  expect([(await ahead.take()).why, asked]).toEqual(["done", 1]);
  ahead.put({ task: null, why: "empty" });
  time = 60_000; // its lease may have ended
  expect([(await ahead.take()).why, asked]).toEqual(["done", 2]);
});
