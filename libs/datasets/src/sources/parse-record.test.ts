import { describe, expect, it } from "vitest";
import { promptText, responseText } from "./content";
import { PARSERS } from "./parse-record";

const user = (content: string) => ({ role: "user", content });
const assistant = (content: string) => ({ role: "assistant", content });

describe("a comparison", () => {
  it("takes a prompt as it stands", () => {
    const row = { prompt: "sky is ", chosen: "blue", rejected: "green", margin: 2 };
    expect(PARSERS.comparison({ ...row, id: 7 })).toEqual(row);
  });

  it("finds TRL's implicit prompt, the space before the answers left to them", () => {
    expect(PARSERS.comparison({ chosen: "The sky is blue.", rejected: "The sky is green." })).toEqual({
      prompt: "The sky is",
      chosen: " blue.",
      rejected: " green.",
    });
  });

  it("never cuts a character in two", () => {
    const { prompt, chosen, rejected } = PARSERS.comparison({ chosen: "a😀", rejected: "a😁" });
    expect([prompt, chosen, rejected]).toEqual(["a", "😀", "😁"]);
  });

  it("cuts an HH-RLHF dialogue behind the last assistant header of the common prefix", () => {
    const start = "\n\nHuman: hi\n\nAssistant: hello\n\nHuman: why?\n\nAssistant:";
    const row = { chosen: `${start} because`, rejected: `${start} be quiet\n\nHuman: no\n\nAssistant: yes` };
    expect(PARSERS.comparison(row)).toEqual({
      prompt: start,
      chosen: " because",
      rejected: " be quiet\n\nHuman: no\n\nAssistant: yes",
    });
  });

  it("refuses dialogues that part before an assistant speaks, and answers that are the same", () => {
    const other = { chosen: "\n\nHuman: a\n\nAssistant: x", rejected: "\n\nHuman: b\n\nAssistant: x" };
    expect(() => PARSERS.comparison(other)).toThrow(/part before it/);
    const same = "\n\nHuman: a\n\nAssistant: x";
    expect(() => PARSERS.comparison({ chosen: same, rejected: same })).toThrow(/got the same twice/);
  });

  it("splits conversations at the first message that differs", () => {
    const row = { chosen: [user("q"), assistant("a")], rejected: [user("q"), assistant("b")] };
    const want = { prompt: [user("q")], chosen: [assistant("a")], rejected: [assistant("b")] };
    expect(PARSERS.comparison(row)).toEqual(want);
    expect(PARSERS.comparison({ ...row, prompt: "q" })).toEqual(want);
    expect(PARSERS.comparison(want)).toEqual(want);
  });

  it("refuses a text beside a conversation", () => {
    expect(() => PARSERS.comparison({ chosen: "a", rejected: [assistant("b")] })).toThrow(/one of each/);
    expect(() => PARSERS.comparison({ prompt: "p", chosen: "a", rejected: [assistant("b")] })).toThrow(/got both/);
  });

  it("reads ShareGPT's conversations", () => {
    const row = {
      conversations: [
        { from: "system", value: "s" },
        { from: "human", value: "q" },
      ],
      chosen: { from: "gpt", value: "a" },
      rejected: { from: "gpt", value: "b" },
    };
    expect(PARSERS.comparison(row)).toEqual({
      prompt: [{ role: "system", content: "s" }, user("q")],
      chosen: [assistant("a")],
      rejected: [assistant("b")],
    });
  });
});

describe("other records", () => {
  it("take the columns they need and name the one that is missing", () => {
    expect(PARSERS.rated({ prompt: "p", completion: "c", label: true, x: 1 })).toEqual({
      prompt: "p",
      completion: "c",
      label: true,
    });
    expect(() => PARSERS.rated({ prompt: "p", completion: "c", label: "yes" })).toThrow(/^label:/);
    expect(() => PARSERS.demonstration({ prompt: "p" })).toThrow(/^completion:/);
    expect(() => PARSERS.text({})).toThrow(/^text:/);
    expect(PARSERS.prompt({ messages: [user("q")] })).toEqual({ prompt: [user("q")] });
  });
});

describe("text of a conversation", () => {
  it("is an HH-RLHF dialogue when prompt and response are laid end to end", () => {
    const prompt = promptText([
      { role: "system", content: "s" },
      { role: "user", content: "q" },
    ]);
    expect(prompt).toBe("\n\nSystem: s\n\nHuman: q\n\nAssistant:");
    const response = responseText([
      { role: "assistant", content: "a" },
      { role: "user", content: "r" },
    ]);
    expect(response).toBe(" a\n\nHuman: r");
    expect(promptText("p") + responseText("r")).toBe("pr");
  });
});
