"use client";
import { sameChoice, SCALE_STEPS, type Choice } from "./scale-steps";

const MIX = ["26%", "17%", "9%", "6%", "9%", "17%", "26%"];

/** The seven steps from A to B. A click or a key chooses; arrows move within, as in any group of radio buttons. */
export function ScaleBar({
  choice,
  onChoose,
  disabled,
}: {
  choice: Choice | null;
  onChoose(choice: Choice): void;
  disabled?: boolean;
}) {
  const chosen = SCALE_STEPS.find((step) => sameChoice(choice, step.choice));
  return (
    <>
      <div className="only-phone ends" aria-hidden="true">
        <span className="b5 ca">A better</span>
        <span className="b6">{chosen?.words ?? ""}</span>
        <span className="b5 cb">B better</span>
      </div>
      <fieldset className="scale" disabled={disabled}>
        <legend className="sr">Preference, from A much better to B much better</legend>
        {SCALE_STEPS.map((step, i) => (
          <label
            key={step.key}
            className={`step ${i < 3 ? "a" : i > 3 ? "b" : ""}`}
            style={{ "--m": MIX[i] } as React.CSSProperties}
          >
            <input
              type="radio"
              name="preference"
              aria-keyshortcuts={step.key}
              aria-label={step.words}
              checked={step === chosen}
              onChange={() => onChoose(step.choice)}
              onClick={() => step === chosen && onChoose(step.choice)}
            />
            <span>
              <i className="g" aria-hidden="true">
                {step.sign}
              </i>
              <b className="w">{step.words}</b>
              <kbd aria-hidden="true">{step.key}</kbd>
            </span>
          </label>
        ))}
      </fieldset>
    </>
  );
}
