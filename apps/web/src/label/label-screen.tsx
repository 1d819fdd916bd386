"use client";
import dynamic from "next/dynamic";
import { useRef } from "react";
import { useProject } from "../shell/project";
import { DeskMain } from "./desk-main";
import { GuidelinePanel } from "./guideline-panel";
import { OutboxNotice } from "./outbox-notice";
import { keyHint, usePreferences } from "./preferences";
import { StatusBar } from "./status-bar";
import { UndoToast } from "./undo-toast";
import { useActing } from "./use-acting";
import { useDesk } from "./use-desk";
import { useOutbox } from "./use-outbox";
import { useProgress } from "./use-progress";

const KeySheet = dynamic(() => import("./key-sheet").then((m) => m.KeySheet), { ssr: false });
const MoreSheet = dynamic(() => import("./more-sheet").then((m) => m.MoreSheet), { ssr: false });

/** The label page: desk, guidelines beside it, status below, everything by keyboard. */
export function LabelScreen() {
  const { me, projectId } = useProject();
  const sending = useOutbox(me.userId, projectId);
  const { outbox, state: outboxState } = sending;
  const [state, desk] = useDesk(projectId, sending);
  const [preferences, prefer] = usePreferences();
  const note = useRef<HTMLTextAreaElement>(null);
  const { view, look, act, choose, giveBack, put, said } = useActing({ desk, state, preferences, prefer, note });
  const progress = useProgress(state.given.length);
  const keyOf = keyHint(preferences);
  const seen = { ...preferences, ...view };
  const last = state.given.at(-1);
  const close = () => look({ sheet: null });
  return (
    <>
      <main className="page label-page" id="content">
        <div className={preferences.guidelines ? "label-grid" : ""}>
          <section className="label-main">
            <OutboxNotice
              outbox={outboxState}
              onDiscard={(id) => void outbox.discard(id)}
              onInsist={(id) => void outbox.insist(id)}
            />
            <DeskMain
              state={state}
              view={seen}
              keyOf={keyOf}
              note={note}
              on={{ act, choose, giveBack, put, more: () => look({ sheet: "more" }) }}
            />
          </section>
          {preferences.guidelines && (
            <GuidelinePanel
              version={state.item?.guidelineVersion ?? null}
              onClose={() => prefer({ guidelines: false })}
            />
          )}
        </div>
        {last && <UndoToast key={last.judgmentId} given={last} hint={keyOf("undo")} onUndo={() => void desk.undo()} />}
        <p className="sr" aria-live="polite">
          {said}
        </p>
        {view.sheet === "keys" && <KeySheet onClose={close} preferences={preferences} prefer={prefer} />}
        {view.sheet === "more" && (
          <MoreSheet view={seen} progress={progress} act={act} prefer={prefer} onClose={close} />
        )}
      </main>
      <StatusBar
        outbox={outboxState}
        progress={progress}
        given={state.given.length}
        inHistory={state.historyAt !== null}
        submitOn={preferences.submitOn}
        keyOf={keyOf}
        act={act}
        prefer={prefer}
      />
    </>
  );
}
