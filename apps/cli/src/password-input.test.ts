import { Readable } from "node:stream";
import { expect, it } from "vitest";
import { firstLine } from "./password-input";

it("reads one line, with its spaces and without its end", async () => {
  expect(await firstLine(Readable.from(["a long ", "password \r\nmore"]))).toBe("a long password ");
  expect(await firstLine(Readable.from(["no end"]))).toBe("no end");
  expect(await firstLine(Readable.from([]))).toBe("");
});
