import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureGuideline, guidelineInForce } from "./batches";
import { ensureProject } from "./projects";
import { createTestDatabase, type TestDatabase } from "./testing";

// A loop in a project whose people had written a version 1 of their own failed: it insisted on its own text as version 1.

let test: TestDatabase;
beforeAll(async () => void (test = await createTestDatabase()));
afterAll(() => test.drop());

it("is the newest version that people wrote, and a first text only where there is none", async () => {
  const { db } = test;
  const { id: projectId } = await ensureProject(db, { slug: "guided", name: "guided" });
  const first = await guidelineInForce(db, { projectId, firstMd: "by the program" });
  expect(await guidelineInForce(db, { projectId, firstMd: "another text" })).toEqual(first);
  const second = await ensureGuideline(db, { projectId, version: 2, bodyMd: "by people" });
  expect(await guidelineInForce(db, { projectId, firstMd: "by the program" })).toEqual(second);

  const { id: theirs } = await ensureProject(db, { slug: "own-first", name: "own first" });
  const own = await ensureGuideline(db, { projectId: theirs, version: 1, bodyMd: "written before any loop" });
  expect(await guidelineInForce(db, { projectId: theirs, firstMd: "by the program" })).toEqual(own);
});
