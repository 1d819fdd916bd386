"use client";
import { sameChoice, SCALE_STEPS, type Choice } from "./scale-steps";

const MIX = ["26%", "17%", "9%", "6%", "9%", "17%", "26%"];
export type PointedBy = "keyboard" | "mouse" | "touch";

type Props = {
  choice: Choice | null;
  onChoose(choice: Choice, by: PointedBy): void;
  disabled?: boolean;
  /** The key that is printed on a step, if single keys act. */
  keyOf(name: (typeof SCALE_STEPS)[number]["name"]): string | undefined;
};

/** The seven steps from A to B. A click or a key chooses; arrows move within, as in any group of radio buttons. */
export function ScaleBar({ choice, onChoose, disabled, keyOf }: Props) {
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
        {SCALE_STEPS.map((step, i) => {
          const key = keyOf(step.name);
          return (
            <label
              key={step.name}
              className={`step ${i < 3 ? "a" : i > 3 ? "b" : ""}`}
              style={{ "--m": MIX[i] } as React.CSSProperties}
            >
              <input
                type="radio"
                name="preference"
                aria-keyshortcuts={key}
                aria-label={step.words}
                checked={step === chosen}
                onChange={({ nativeEvent }) => onChoose(step.choice, pointedBy(nativeEvent))}
                onClick={({ nativeEvent }) => step === chosen && onChoose(step.choice, pointedBy(nativeEvent))}
              />
              <span>
                <i className="g" aria-hidden="true">
                  {step.sign}
                </i>
                <b className="w">{step.words}</b>
                {key && <kbd aria-hidden="true">{key}</kbd>}
              </span>
            </label>
          );
        })}
      </fieldset>
    </>
  );
}

/** What a click came from: a keyboard's click has no pointer. */
export function pointedBy(event: Event): PointedBy {
  if (!(event instanceof PointerEvent) || event.pointerType === "") return "keyboard";
  return event.pointerType === "mouse" ? "mouse" : "touch";
}
