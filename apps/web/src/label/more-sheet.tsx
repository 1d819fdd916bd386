"use client";
import { ArrowLeft, Button, Drawer, Toggle } from "@rlhf/ui";
import type { DeskView } from "./desk-main";
import type { LabelAction } from "@rlhf/ui";
import { Figures, type Progress } from "./figures-line";
import type { Preferences } from "./preferences";

type Props = {
  view: DeskView;
  progress: Progress | undefined;
  act(action: LabelAction): void;
  prefer(change: Partial<Preferences>): void;
  onClose(): void;
};

/** On a phone: everything that has a button or a key on a desktop. */
export function MoreSheet({ view, progress, act, prefer, onClose }: Props) {
  return (
    <Drawer open onClose={onClose} title="More">
      <div className="flex flex-col gap-4 p-5">
        <Toggle label="Mark the differences" on={view.diff} onChange={() => act({ do: "diff" })} />
        <Toggle
          label="Show answers as they were written"
          on={view.view === "written"}
          onChange={() => act({ do: "markdown" })}
        />
        <Toggle label="Collapse the prompt" on={view.collapsed} onChange={() => act({ do: "collapse" })} />
        <Toggle
          label="Submit a choice by itself after a moment"
          on={view.submitOn === "choice"}
          onChange={(on) => prefer({ submitOn: on ? "choice" : "enter" })}
        />
        <Button
          icon={<ArrowLeft className="i" aria-hidden />}
          onClick={() => {
            onClose();
            act({ do: "move", by: -1 });
          }}
        >
          Earlier answer
        </Button>
        {progress && (
          <p className="t13 i2 flex flex-col gap-2">
            <Figures progress={progress} />
          </p>
        )}
      </div>
    </Drawer>
  );
}
