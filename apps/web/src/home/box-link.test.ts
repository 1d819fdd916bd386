import { expect, it } from "vitest";
import { boxLink } from "./box-link";

it("leads to the page that does the next thing, else to what the box counts", () => {
  expect(boxLink({ name: "comparisons", action: "label" }).href).toBe("/label");
  expect(boxLink({ name: "judgments", action: "label" }).href).toBe("/label");
  expect(boxLink({ name: "generations", action: "create_batch" }).href).toBe("/batches/new");
  expect(boxLink({ name: "prompts", action: "import_prompts" }).href).toBe("/data/import");
  expect(boxLink({ name: "prompts", action: "browse" }).href).toBe("/data");
  expect(boxLink({ name: "policy", action: "open_runs" }).href).toBe("/policies");
  expect(boxLink({ name: "evaluation", action: "compare" }).href).toBe("/compare");
  expect(boxLink({ name: "evaluation", action: "evaluate" }).href).toBe("/runs?kind=evaluate");
});
