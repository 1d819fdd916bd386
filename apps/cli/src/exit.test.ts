import { BackendError, CancelledError, ConfigError, DatabaseError, NonFiniteError, NotFoundError } from "@rlhf/domain";
import { expect, it } from "vitest";
import { errorText, exitCodeOf } from "./exit";

it("is 2 for a bad config, 130 after an interrupt, 1 for every other failure", () => {
  expect(exitCodeOf(new ConfigError("bad key"))).toBe(2);
  expect(exitCodeOf(new CancelledError("stopped"))).toBe(130);
  for (const error of [
    new DatabaseError("x"),
    new BackendError("x"),
    new NotFoundError("x"),
    new NonFiniteError("x"),
    new Error("x"),
    "x",
  ]) {
    expect(exitCodeOf(error)).toBe(1);
  }
});

it("gives people one line, and keeps the stack of a defect", () => {
  expect(errorText(new ConfigError("expected a number"))).toBe("rlhf: expected a number");
  expect(errorText(new ConfigError("got \u001b[2J\u202e\nsecond line"))).toBe(
    "rlhf: got \\u001b[2J\\u202e\nsecond line",
  );
  expect(errorText(new TypeError("x is undefined"))).toMatch(/unexpected failure[^]*TypeError: x is undefined\n\s+at /);
});
