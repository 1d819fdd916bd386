import { expect, it } from "vitest";
import { readAddress, toAddress } from "./address";

const read = (text: string) => readAddress(new URLSearchParams(text));

it("comes back as it was written, without defaults", () => {
  const asked = { ...read(""), a: "1", b: null, reference: "2", prompt: "who & why?", temperature: 1.25, seed: 41 };
  const said = Object.entries(toAddress(asked)).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  expect(said.map(([name]) => name)).toEqual(["a", "r", "q", "seed", "t"]);
  expect(read(new URLSearchParams(said as [string, string][]).toString())).toEqual(asked);
});

it("takes nothing impossible", () => {
  expect(read("t=0&k=-3&p=7&n=9999&seed=1.5")).toEqual(read(""));
  expect(read("t=&k=x")).toEqual(read(""));
});
