"use client";
import { Button, Card } from "@rlhf/ui";
import { useState } from "react";
import { PromptPicker } from "./prompt-picker";
import { useRandomPrompt } from "./use-random-prompt";

type Props = { prompt: string; onChange(prompt: string): void; picking: boolean; onPicking(open: boolean): void };

/** The prompt, typed or taken from the project's. */
export function PromptPanel({ prompt, onChange, picking, onPicking }: Props) {
  const random = useRandomPrompt();
  const [wrong, setWrong] = useState<string | null>(null);
  const take = async () => {
    const found = await random();
    if (found === null) setWrong("the project has no prompts yet");
    else onChange(found);
  };
  return (
    <Card
      title="Prompt"
      note={wrong}
      actions={
        <>
          <Button tone="quiet" size="xs" hint="R" aria-keyshortcuts="r" id="random-prompt" onClick={() => void take()}>
            Random
          </Button>
          <Button tone="quiet" size="xs" hint="H" aria-keyshortcuts="h" onClick={() => onPicking(true)}>
            Choose
          </Button>
        </>
      }
    >
      <textarea
        className="prompt-box"
        aria-label="Prompt"
        rows={2}
        maxLength={20_000}
        value={prompt}
        placeholder="Type a prompt, or take one of the project's"
        onChange={(e) => onChange(e.target.value)}
      />
      {picking && (
        <PromptPicker onPick={(text) => (onChange(text), onPicking(false))} onClose={() => onPicking(false)} />
      )}
    </Card>
  );
}
