"use client";
import type { RouterOutputs } from "@rlhf/api";
import { count, percent, StateIcon, type StateName, ArrowRight } from "@rlhf/ui";
import Link from "next/link";
import { boxLink } from "./box-link";

type Box = RouterOutputs["home"]["show"]["boxes"][number];

const NAMES: Record<Box["name"], string> = {
  prompts: "Prompts",
  generations: "Generations",
  comparisons: "Comparisons",
  judgments: "Judgments",
  reward_model: "Reward models",
  ppo: "PPO runs",
  policy: "Policies",
  evaluation: "Evaluations",
};
const STATES: Record<Box["state"], { state: StateName; word: string }> = {
  empty: { state: "wait", word: "Nothing yet" },
  ready: { state: "ok", word: "Up to date" },
  working: { state: "run", word: "Working" },
  waiting: { state: "wait", word: "Waiting" },
  troubled: { state: "warn", word: "Needs a look" },
};
const detailText = ({ value, of }: NonNullable<Box["detail"]>): string =>
  of.startsWith("accuracy") ? `${percent(value)} ${of}` : `${count(value)} ${of}`;

/** Eight boxes on one line, in the order in which data flow; the one at work is tinted. */
export function LoopPicture({ boxes }: { boxes: readonly Box[] }) {
  return (
    <section className="card" aria-label="The loop, eight stages">
      <div className="loop">
        {boxes.map((box) => {
          const { state, word } = STATES[box.state];
          const { href, text } = boxLink(box);
          return (
            <Link key={box.name} className={`box ${box.state === "working" ? "now" : ""}`} href={href}>
              <span className="nm">
                {NAMES[box.name]} <StateIcon state={state} label={word} />
              </span>
              <span className="ct">{count(box.count)}</span>
              <span className="sb" title={box.detail ? detailText(box.detail) : undefined}>
                {box.detail ? detailText(box.detail) : word}
              </span>
              <span className="do">
                {text} <ArrowRight className="i i-12" aria-hidden />
              </span>
            </Link>
          );
        })}
      </div>
    </section>
  );
}
