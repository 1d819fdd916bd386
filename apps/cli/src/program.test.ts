import { CommanderError } from "commander";
import { expect, it, vi } from "vitest";
import { buildProgram, runProgram } from "./program";

async function usageError(...args: string[]): Promise<string> {
  const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    await expect(runProgram(buildProgram(), args)).rejects.toThrow(CommanderError);
    return said.mock.calls.map(([text]) => String(text)).join("");
  } finally {
    said.mockRestore();
  }
}

it("names the nearest command and option for a misspelt one", async () => {
  expect(await usageError("demmo")).toContain("Did you mean demo?");
  expect(await usageError("demo", "--presett", "smoke")).toContain("--preset");
});

it("refuses values outside their range before anything starts", async () => {
  expect(await usageError("demo", "--seed", "-3")).toContain("expected a whole number");
  expect(await usageError("demo", "--seed", "1.5")).toContain("expected a whole number");
  expect(await usageError("demo", "--preset", "huge")).toContain("smoke, quick, full");
  expect(await usageError("sample", "--policy", "ppo", "--prompt", "x", "--temperature", "0")).toContain("above 0");
  expect(await usageError("certify", "--only", "luck")).toContain("known-optimum, kl, randomwalks");
  expect(await usageError("certify", "--beta", "0")).toContain("above 0");
  expect(await usageError("experiment", "overoptimization")).toContain("--out");
  expect(await usageError("data", "import", "x.jsonl", "--project", "p")).toContain("--kind");
});

it("refuses a command line of more arguments than anyone types, and says where settings can stand", async () => {
  const settings = Array.from({ length: 10_000 }, () => ["--set", "a=1"]).flat();
  expect(await usageError("demo", ...settings)).toContain("at most 10000 arguments, got 20001");
});

it("has every command that the issue names", () => {
  const names = buildProgram().commands.map((command) => command.name());
  const stages = [
    "pretrain",
    "sft",
    "generate",
    "label",
    "snapshot",
    "train-reward",
    "train-ppo",
    "best-of-n",
    "evaluate",
  ];
  const workbench = ["start", "worker", "admin"];
  const machine = ["db", "doctor", "bench"];
  const proofs = ["certify", "experiment"];
  expect(names).toEqual([
    "demo",
    "loop",
    "config",
    ...workbench,
    ...stages,
    "data",
    "runs",
    "sample",
    ...proofs,
    ...machine,
  ]);
});
