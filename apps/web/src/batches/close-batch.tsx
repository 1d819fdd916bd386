"use client";
import { Button, Dialog, Square } from "@rlhf/ui";
import { useState } from "react";

/** Closing asks first, because people stop being served at once. */
export function CloseBatch({ name, busy, onClose }: { name: string; busy: boolean; onClose(): void }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button icon={<Square className="i" aria-hidden />} disabled={busy} onClick={() => setAsking(true)}>
        Close
      </Button>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Close ${name}?`}
        about="No more pairs go out. Those that are on somebody’s screen may still be answered and count."
        footer={
          <Button tone="primary" onClick={() => (setAsking(false), onClose())}>
            Close the batch
          </Button>
        }
      >
        <p className="t13 i2">Its judgments stay, and it can be opened again.</p>
      </Dialog>
    </>
  );
}
