"use client";
import { Button, Empty, Failure, HeatScale, Segmented, Skeleton } from "@rlhf/ui";
import Link from "next/link";
import { useEffect } from "react";
import { useProject } from "../shell/project";
import { AnswerPanel } from "./answer-panel";
import { BranchList } from "./branch-list";
import { COLORS, type ColorBy } from "./color-by";
import { NextTokenPanel } from "./next-token-panel";
import { PromptPanel } from "./prompt-panel";
import { SamplingPanel } from "./sampling-panel";
import { SIDES } from "./use-answers";
import { policyName } from "./use-policies";
import { usePlayground, type Playground } from "./use-playground";

const COLOR_NAMES: Record<ColorBy, string> = { delta: "Δ log-prob", probability: "Surprise", none: "None" };
const WRITERS = ["owner", "admin", "researcher"];

/** One prompt, one or two policies, every choice open to the eye. */
export function PlaygroundScreen() {
  const { role, name } = useProject();
  const play = usePlayground();
  useCtrlEnter(play.generate);
  const { chosen } = play;
  return (
    <main className="page" id="content">
      <div className="crumbs">{name}</div>
      <div className="head flex-wrap">
        <h1>Playground</h1>
        <span className="t13 i3">one prompt, every choice open to the eye</span>
        <span className="row end">
          {WRITERS.includes(role) && (
            <Button tone="primary" hint="Ctrl Enter" disabled={!play.mayAsk} onClick={play.generate}>
              Generate
            </Button>
          )}
        </span>
      </div>
      {chosen.error && <Failure title="The policies could not be read" detail={chosen.error} />}
      {chosen.pending && <Skeleton lines={8} height={32} />}
      {!chosen.pending && !chosen.error && chosen.policies.length === 0 && (
        <Empty
          title="There is no policy to ask yet"
          action={
            <Link className="btn" href="/runs/new">
              New run
            </Link>
          }
        >
          A policy appears with the first checkpoint of a training run.
        </Empty>
      )}
      {chosen.policies.length > 0 && <Bench play={play} />}
    </main>
  );
}

function useCtrlEnter(act: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [act]);
}

function Bench({ play }: { play: Playground }) {
  const { asked, chosen, focus, answers } = play;
  const focused = focus && play.shownAnswer(focus.side);
  const focusedPolicy = focus && chosen[focus.side];
  return (
    <div className="play">
      <SamplingPanel asked={asked} chosen={chosen} onChange={play.change} />
      <div className="stack">
        <PromptPanel
          prompt={asked.prompt}
          onChange={(prompt) => play.change({ prompt })}
          picking={play.picking}
          onPicking={play.setPicking}
        />
        {answers.error && <Failure title="Nothing was asked" detail={answers.error} />}
        <Colors play={play} />
        {play.anyAnswer || (
          <div className="card">
            <Empty title="No answer yet">
              Type a prompt, then press Ctrl Enter. Each token of the answer opens what else could have stood there.
            </Empty>
          </div>
        )}
        {SIDES.map((side) => (
          <SideOf key={side} side={side} play={play} />
        ))}
      </div>
      {focus && focused && focusedPolicy ? (
        <NextTokenPanel
          side={focus.side}
          policy={policyName(focusedPolicy)}
          reference={chosen.reference && policyName(chosen.reference)}
          answer={focused}
          at={focus.at}
          draw={asked}
          choice={focus.choice}
          onChoice={(choice) => play.setFocus({ ...focus, choice })}
          onAt={(at) => play.setFocus({ ...focus, at, choice: 0 })}
          onContinue={play.continueFrom}
        />
      ) : (
        <div className="card">
          <Empty title="Next token">Choose a token of an answer: its alternatives are listed here.</Empty>
        </div>
      )}
    </div>
  );
}

function SideOf({ side, play }: { side: "a" | "b"; play: Playground }) {
  const { answers, chosen, asked, focus } = play;
  const answer = play.shownAnswer(side);
  const policy = chosen[side];
  if (!answer || !policy) return null;
  const { shown, answers: all } = answers.branches[side];
  return (
    <>
      <AnswerPanel
        side={side}
        name={policyName(policy)}
        answer={answer}
        branch={all.length > 1 ? `branch ${shown + 1} of ${all.length}` : null}
        colorBy={play.colorBy}
        limit={play.limit}
        maxNewTokens={asked.maxNewTokens}
        at={focus?.side === side ? focus.at : null}
        onPick={(at) => play.setFocus({ side, at, choice: 0 })}
        onCancel={answers.cancel}
      />
      <BranchList side={side} branches={answers.branches[side]} onShow={(index) => answers.show(side, index)} />
    </>
  );
}

function Colors({ play }: { play: Playground }) {
  return (
    <div className="row flex-wrap">
      <span className="t12 i3">Colour by</span>
      <Segmented<ColorBy>
        label="Colour by"
        value={play.colorBy}
        onChange={play.setColorBy}
        options={COLORS.map((value) => ({ value, text: COLOR_NAMES[value] }))}
      />
      {play.colorBy !== "none" && play.anyAnswer && (
        <div className="w-44 end">
          <HeatScale limit={play.limit} unit="nats" middle="0" />
        </div>
      )}
    </div>
  );
}
