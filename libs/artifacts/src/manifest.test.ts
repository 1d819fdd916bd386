import { CheckpointError } from "@rlhf/domain";
import { expect, it } from "vitest";
import { decodeManifest } from "./manifest";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

it("refuses a manifest of a million faults at once, and shows only some", () => {
  const started = performance.now();
  expect(() => decodeManifest(bytesOf(`{"files":[${"[],".repeat(1e6)}[]]}`))).toThrow(/expected at most 262144 bytes/);
  expect(() => decodeManifest(bytesOf(`{"files":[${"[],".repeat(5e4)}[]]}`))).toThrow(CheckpointError);
  expect(performance.now() - started).toBeLessThan(1_000);
  const message = messageOf(() => decodeManifest(bytesOf(`{"files":[${"[],".repeat(5e4)}[]]}`)));
  expect(message.length).toBeLessThan(2_000);
});

it("refuses names that are paths, and keys given twice", () => {
  for (const name of ["../x", "/etc/passwd", "..", "a\\\\b", "a\\u0000b"]) {
    const file = `{"name":"${name}","bytes":1,"sha256":"${"ab".repeat(32)}"}`;
    expect(() => decodeManifest(bytesOf(`{"files":[${file}]}`))).toThrow(/files.0.name/);
  }
  expect(() => decodeManifest(bytesOf('{"version":1,"version":1}'))).toThrow(/each key once/);
});

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return String(error);
  }
  throw new Error("expected an error");
}
