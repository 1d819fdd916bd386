import { describe, expect, it } from "vitest";
import { detectFormat, formatOf } from "./detect-format";
import { readRecords } from "./read-records";

const bytesOf = async function* (...parts: string[]) {
  for (const part of parts) yield new TextEncoder().encode(part);
};

describe("formatOf", () => {
  it.each([
    [{ prompt: "a", chosen: "b", rejected: "c" }, "comparison", "TRL preference, explicit prompt"],
    [{ chosen: "\n\nHuman: a\n\nAssistant: b", rejected: "\n\nHuman: a\n\nAssistant: c" }, "comparison", "HH-RLHF"],
    [{ chosen: [{}], rejected: [{}] }, "comparison", "TRL preference, implicit prompt"],
    [{ conversations: [], chosen: {}, rejected: {} }, "comparison", "ShareGPT"],
    [{ prompt: [{ role: "user", content: "a" }], completion: [] }, "demonstration", "conversational"],
    [{ prompt: "a", completion: "b", label: true }, "rated", "TRL unpaired preference"],
    [{ prompt: "a", id: 3 }, "prompt", "TRL prompt-only"],
    [{ text: "a" }, "text", "TRL language modeling"],
  ])("knows %j", (row, kind, words) => {
    expect(formatOf(row)?.kind).toBe(kind);
    expect(formatOf(row)?.format).toContain(words);
  });

  it("guesses nothing of rows that it cannot read", () => expect(formatOf({ question: "a" })).toBeNull());
});

describe("detectFormat", () => {
  it("passes over broken rows, and leaves the file whole for its reader", async () => {
    const parts = ["\n{ broken\n", '{"prompt":"one","comp', 'letion":"1"}\n', '{"prompt":"two","completion":"2"}\n'];
    const { found, file } = await detectFormat({ name: "f", bytes: bytesOf(...parts) });
    expect(found).toEqual({ kind: "demonstration", format: "TRL prompt-completion" });
    const events = [];
    for await (const event of readRecords(file, "demonstration")) events.push([event.kind, event.line]);
    expect(events).toEqual([
      ["refused", 2],
      ["record", 3],
      ["record", 4],
    ]);
  });

  it("reads one JSON array as well, and finds nothing in an empty file", async () => {
    const list = await detectFormat({ name: "f", bytes: bytesOf('[{"prompt":"a"},', '{"prompt":"b"}]') });
    expect(list.found?.kind).toBe("prompt");
    expect((await detectFormat({ name: "f", bytes: bytesOf("") })).found).toBeNull();
  });
});
