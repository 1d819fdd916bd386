import { describe, expect, it } from "vitest";
import { cronWords, ruleWords } from "./cron-words";

describe("cronWords", () => {
  it.each([
    ["0 2 * * *", "every night at 02:00"],
    ["30 6 * * *", "every day at 06:30"],
    ["0 6,18 * * *", "every day at 06:00 and 18:00"],
    ["0 23 * * *", "every day at 23:00"],
    ["0 1 * * 1", "Mondays at 01:00"],
    ["0 1 * * MON", "Mondays at 01:00"],
    ["0 12 * * 6,0", "Saturdays and Sundays at 12:00"],
    ["0 12 * * 7", "Sundays at 12:00"],
    ["15 9 * * 1-5", "Monday to Friday at 09:15"],
    ["0 0 1 * *", "on the 1st of the month at 00:00"],
    ["0 3 2,3,22 * *", "on the 2nd, 3rd and 22nd of the month at 03:00"],
    ["0 3 11 * *", "on the 11th of the month at 03:00"],
    ["0 3 1 * 1", "on the 1st of the month and Mondays at 03:00"],
    ["0 3 1 1,7 *", "on the 1st of the month in January and July at 03:00"],
    ["* * * * *", "every minute"],
    ["*/15 * * * *", "every 15 minutes"],
    ["*/15 9-17 * * 1-5", "every 15 minutes from 09:00 to 17:59, Monday to Friday"],
    ["0 * * * *", "every hour, on the hour"],
    ["0 */1 * * *", "every hour, on the hour"],
    ["20 * * * *", "every hour, 20 minutes past"],
    ["0 */4 * * *", "every 4 hours, on the hour"],
    ["5 */6 * * 0", "every 6 hours, 5 minutes past, Sundays"],
    ["0 8-18 * * *", "every hour, on the hour from 08:00 to 18:59"],
    ["0 0 2 * * *", "every night at 02:00"], // six fields, at second 0
  ])("%s is “%s”", (cron, words) => expect(cronWords(cron)).toBe(words));

  it.each([
    "*/7 * * * *",
    "0 */5 * * *",
    "30 0 2 * * *",
    "0 0 L * *",
    "0 0 * * 1#2",
    "61 * * * *",
    "1,5,9 * * * *",
    "x",
  ])("does not pretend to have words for %s", (cron) => expect(cronWords(cron)).toBe(`by the rule “${cron}”`));

  it("does not say “every 7 minutes” of minutes that begin anew each hour", () =>
    expect(cronWords("*/7 * * * *")).not.toContain("every 7"));
});

describe("ruleWords", () => {
  const nightly = { cron: "0 2 * * *", timezone: "Europe/Berlin" };

  it("adds the place and the condition", () =>
    expect(ruleWords({ ...nightly, minNewJudgments: 50 })).toBe(
      "every night at 02:00 Europe/Berlin, if at least 50 new judgments",
    ));

  it("says nothing of a condition that always holds", () => {
    expect(ruleWords({ ...nightly, minNewJudgments: 0 })).toBe("every night at 02:00 Europe/Berlin");
    expect(ruleWords({ ...nightly, minNewJudgments: 1 })).toContain("at least 1 new judgment");
  });
});
