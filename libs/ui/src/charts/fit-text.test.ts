import { expect, it } from "vitest";
import { fitText } from "./fit-text";

it("keeps what fits, and cuts the rest with an ellipsis", () => {
  expect(fitText("ppo v2", 80)).toBe("ppo v2");
  expect(fitText("a policy with a long name", 80)).toBe("a policy wi…");
  expect(fitText("long name", 0)).toBe("l…");
});
