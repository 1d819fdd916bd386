import { anyPassword, createInvite, ensureOwner, setPassword } from "@rlhf/db/workbench";
import { ensureUser } from "@rlhf/db";
import { makeTestBatch, type TestBatch } from "@rlhf/db/testing";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { call, startTestServer, type TestServer } from "./testing-server";

// Passwords, invites, sessions and guidelines, over HTTP.

let server: TestServer;
let made: TestBatch;
let other: TestBatch;
let ownerId: string;
let owner: string;
let addresses = 0;

beforeAll(async () => {
  server = await startTestServer();
  made = await makeTestBatch(server.db, { slug: "accounts", tasks: 1, slots: 1, annotators: 0 });
  other = await makeTestBatch(server.db, { slug: "elsewhere", tasks: 1, slots: 1, annotators: 0 });
  ownerId = (await ensureOwner(server.db, made.projectId)).userId;
  owner = await server.signIn(ownerId);
});
beforeEach(() => server.db.pool.query("delete from auth_rate_limit"));
afterAll(() => server.stop());

type Sent = { cookie?: string; origin?: string; from?: string };

const post = (path: string, body: object, { cookie, origin = server.origin, from }: Sent = {}) =>
  fetch(`${server.origin}/api/auth${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      origin,
      "x-forwarded-for": from ?? `10.2.0.${++addresses}`,
      ...(cookie ? { cookie } : {}),
    },
    body: JSON.stringify(body),
  });
const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
const me = (cookie: string) => call(server, { cookie }, { path: "projects.me", type: "query" });
const invite = (email: string | null = null) =>
  createInvite(server.db, { projectId: made.projectId, role: "annotator", email, createdBy: ownerId, days: 1 });

it("gives a person who came by link a first password, and rotates the session", async () => {
  expect(await anyPassword(server.db)).toBe(false);
  expect((await me(owner)).data).toMatchObject({ hasPassword: false });
  const set = await post("/password/change", { current: null, password: "a first password" }, { cookie: owner });
  expect(set.status).toBe(200);
  const before = owner;
  owner = cookieOf(set);
  expect(owner).not.toBe(before);
  expect((await me(owner)).data).toMatchObject({ hasPassword: true });
  await new Promise((resolve) => setTimeout(resolve, 2_100)); // who sends a request is remembered for two seconds
  expect((await me(before)).status).toBe(401);
  expect(await anyPassword(server.db)).toBe(true);
});

it("changes a password only for whoever knows the present one, and only within the limits", async () => {
  const change = (current: string | null, password: string) =>
    post("/password/change", { current, password }, { cookie: owner });
  expect((await change("another password", "a second password")).status).toBe(400);
  expect((await change(null, "a second password")).status).toBe(400);
  expect((await change("a first password", "short")).status).toBe(400);
  const changed = await change("a first password", "a second password");
  expect(changed.status).toBe(200);
  owner = cookieOf(changed);
  const signIn = (password: string) => post("/sign-in/email", { email: "owner@rlhf.local", password });
  expect((await signIn("a first password")).status).toBe(401);
  expect((await signIn("a second password")).status).toBe(200);
  expect((await post("/password/change", { current: null, password: "a third password" })).status).toBe(401);
});

it("lets no account's password be tried more than ten times a minute, whatever address the tries come from", async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 12; i++)
    statuses.push(
      (await post("/sign-in/email", { email: "owner@rlhf.local", password: `wrong password ${i}` })).status,
    );
  expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429]);
  const right = { email: "OWNER@rlhf.local", password: "a second password" };
  expect((await post("/sign-in/email", right)).status).toBe(429);
});

it("says how long to wait when an address has tried too often", async () => {
  let last: Response | undefined;
  for (let i = 0; i < 7; i++)
    last = await post(
      "/sign-in/email",
      { email: `u${i}@a.example`, password: "wrong wrong wrong" },
      { from: "10.3.0.1" },
    );
  expect(last?.status).toBe(429);
  expect(Number(last?.headers.get("retry-after"))).toBeGreaterThan(0);
});

it("tells what an invite is for, and lets an account that exists join once", async () => {
  const { token } = await invite();
  expect(await (await post("/invite/offer", { token })).json()).toEqual({
    projectName: "accounts",
    role: "annotator",
    email: null,
  });
  const { userId } = await ensureUser(server.db, {
    projectId: other.projectId,
    name: "Bo",
    kind: "human",
    role: "researcher",
    email: "bo@a.example",
  });
  const bo = await server.signIn(userId);
  expect((await post("/invite/join", { token })).status).toBe(401);
  const joined = await post("/invite/join", { token }, { cookie: bo });
  expect(await joined.json()).toEqual({ projectSlug: "accounts" });
  expect((await me(bo)).data).toMatchObject({
    projects: expect.arrayContaining([
      expect.objectContaining({ slug: "accounts", role: "annotator" }),
      expect.objectContaining({ slug: "elsewhere", role: "researcher" }),
    ]) as unknown,
  });
  expect((await post("/invite/join", { token }, { cookie: bo })).status).toBe(400);
  expect((await post("/invite/offer", { token })).status).toBe(404);
  const again = await invite();
  await post("/invite/join", { token: again.token }, { cookie: owner });
  expect((await me(owner)).data).toMatchObject({ projects: [{ slug: "accounts", role: "owner" }] }); // no demotion
});

it("keeps an invite for the address it names", async () => {
  const { token } = await invite("cy@a.example");
  const person = { token, name: "Eve", password: "a long enough password" };
  expect((await post("/invite/accept", { ...person, email: "eve@a.example" })).status).toBe(400);
  expect((await post("/invite/join", { token }, { cookie: owner })).status).toBe(400);
  expect((await post("/invite/accept", { ...person, name: "Cy", email: "CY@a.example" })).status).toBe(200);
});

it("opens no session for a page of another origin, and takes JSON alone", async () => {
  await setPassword(server.db, { email: "cy@a.example", password: "the password of cy" });
  const right = { email: "cy@a.example", password: "the password of cy" };
  const evil = await post("/sign-in/email", right, { origin: "https://evil.example" });
  expect(evil.status).toBe(403);
  expect(evil.headers.getSetCookie()).toEqual([]);
  const form = await fetch(`${server.origin}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: server.origin },
    body: new URLSearchParams(right).toString(),
  });
  expect(form.status).toBe(415);
});

it("ends a session on the server when one signs out, when the role changes, and 90 days after it began", async () => {
  const { userId } = await ensureUser(server.db, {
    projectId: made.projectId,
    name: "Di",
    kind: "human",
    role: "viewer",
    email: "di@a.example",
  });
  const ended = async (cookie: string) => {
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    return (await me(cookie)).status === 401;
  };
  const out = await server.signIn(userId);
  await post("/sign-out", {}, { cookie: out });
  expect(await ended(out)).toBe(true);
  const changed = await server.signIn(userId);
  const input = { projectId: made.projectId, userId, role: "researcher" };
  await call(server, { cookie: owner }, { path: "admin.setRole", type: "mutation", input });
  expect(await ended(changed)).toBe(true);
  const old = await server.signIn(userId);
  await server.db.pool.query("update auth_session set created_at = now() - interval '91 days' where user_id = $1", [
    userId,
  ]);
  expect(await ended(old)).toBe(true);
});

it("shows no way around us to a password, a name or an account", async () => {
  const paths = ["/change-password", "/update-user", "/delete-user", "/change-email", "/set-password"];
  for (const path of [...paths, "/sign-up/email"])
    expect({ path, status: (await post(path, { newPassword: "x".repeat(12) }, { cookie: owner })).status }).toEqual({
      path,
      status: path === "/sign-up/email" ? 400 : 404,
    });
});

it("numbers guidelines, keeps old ones, and refuses the same text twice", async () => {
  const tell = (bodyMd: string) =>
    call(
      server,
      { cookie: owner },
      { path: "admin.addGuideline", type: "mutation", input: { projectId: made.projectId, bodyMd } },
    );
  const { data } = await tell("Prefer the shorter of two right answers.");
  expect(data).toEqual({ version: 2 });
  expect((await tell("Prefer the shorter of two right answers.")).status).toBe(409);
  const both = await Promise.all([tell("three"), tell("four")]);
  expect(both.map((one) => (one.data as { version: number }).version).sort()).toEqual([3, 4]);
  const listed = await call(
    server,
    { cookie: owner },
    { path: "admin.guidelines", type: "query", input: { projectId: made.projectId } },
  );
  expect(listed.data).toMatchObject({
    guidelines: [
      { version: 4, batches: 0 },
      { version: 3 },
      { version: 2, bodyMd: "Prefer the shorter of two right answers." },
      { version: 1, batches: 1, judgments: 0 },
    ],
  });
});
