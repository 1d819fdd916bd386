/** Why one answer is better; optional chips under the scale. */
export const WHY_BETTER = [
  { value: "on_topic", text: "On topic" },
  { value: "kinder", text: "Kinder words" },
  { value: "polite", text: "More polite" },
  { value: "grammar", text: "Better grammar" },
  { value: "length", text: "Right length" },
  { value: "repetition", text: "Less repetition" },
] as const;

/** Why a pair is skipped or flagged, as keys 1 to 5. */
export const WHY_NOT = [
  { value: "unclear", text: "Unclear" },
  { value: "no_expertise", text: "Not my field" },
  { value: "offensive", text: "Offensive" },
  { value: "broken", text: "Broken" },
  { value: "other", text: "Something else" },
] as const;
