import { describe, expect, it } from "vitest";
import { connectionError, parseDatabaseUrl } from "./connection-error";

const coded = (code: string) => Object.assign(new Error("low-level text"), { code });

describe("connectionError", () => {
  const url = "postgresql://anna:geheim@db.example:6000/work";
  it.each([
    ["ECONNREFUSED", /expected a Postgres at db\.example:6000, but none answered \(ECONNREFUSED\)/],
    ["ENOTFOUND", /none answered \(ENOTFOUND\)/],
    ["28P01", /refused user "anna"/],
    ["28000", /refused user "anna"/],
    ["3D000", /has no database "work"/],
  ])("says in plain words what %s means, without the password", (code, expected) => {
    const { message } = connectionError(url, coded(code));
    expect(message).toMatch(expected);
    expect(message).not.toContain("geheim");
  });

  it("assumes Postgres' own port", () => {
    expect(connectionError("postgres://a@h/d", coded("ECONNREFUSED")).message).toContain("h:5432");
  });
});

describe("parseDatabaseUrl", () => {
  it("refuses other protocols and never repeats the text", () => {
    expect(() => parseDatabaseUrl("geheim")).toThrow(/got no URL at all/);
    expect(() => parseDatabaseUrl("http://u:geheim@x/y")).toThrow(/expected postgresql:\/\/…, got http:\/\/…$/);
  });
});
