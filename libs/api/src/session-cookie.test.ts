import fc from "fast-check";
import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { sessionToken } from "./session-cookie";

const of = { name: "rlhf.session_token", secret: "a secret of this test alone, long enough" };
// what better-auth itself signs is read in every test that signs in
const signed = (token: string, secret: string) =>
  `${token}.${createHmac("sha256", secret).update(token).digest("base64")}`;
const read = (cookie: string) => sessionToken(new Headers({ cookie }), of);

it("reads a token that was signed, among other cookies", () => {
  const value = encodeURIComponent(signed("token-of.mine", of.secret));
  expect(read(`theme=dark; ${of.name}=${value}; a=b`)).toBe("token-of.mine");
  expect(read(`x${of.name}=${value}`)).toBeNull();
  expect(sessionToken(new Headers(), of)).toBeNull();
});

it("refuses another secret, another token, a cut signature and what is no cookie", () => {
  const value = signed("mine", of.secret);
  const foreign = signed("mine", "another secret that is long enough too");
  const [, signature = ""] = value.split(".");
  const cookies = [foreign, `yours.${signature}`, `mine.${signature.slice(0, 20)}`, "mine", "mine.", ".", "%E0%A4%A"];
  for (const cookie of cookies) expect(read(`${of.name}=${cookie}`)).toBeNull();
});

it("believes no text that nobody signed", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(read(`${of.name}=${encodeURIComponent(text)}`)).toBeNull();
    }),
  );
});
