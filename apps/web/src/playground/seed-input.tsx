"use client";
import { Dices, IconButton } from "@rlhf/ui";

export const newSeed = (): number => Math.floor(Math.random() * 1_000_000);

/** The seed of an answer, and a die that throws another one. */
export function SeedInput({ seed, onChange }: { seed: number; onChange(seed: number): void }) {
  return (
    <div className="col gap-1">
      <label className="t13" htmlFor="playground-seed">
        Seed
      </label>
      <div className="row">
        <input
          id="playground-seed"
          className="input mono grow"
          inputMode="numeric"
          value={seed}
          onChange={(e) => {
            const next = Number(e.target.value);
            if (Number.isSafeInteger(next) && next >= 0) onChange(next);
          }}
        />
        <IconButton label="New seed" hint="d" onClick={() => onChange(newSeed())}>
          <Dices className="i" aria-hidden />
        </IconButton>
      </div>
      <span className="t12 i3">Same seed, same settings: same answer.</span>
    </div>
  );
}
