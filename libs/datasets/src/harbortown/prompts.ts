import { choose, type Rng } from "../rng";
import { hashFraction, type Split } from "../split";
import { PERSONS, PLACES, THINGS } from "./vocabulary";

/** `entities` are what an answer should mention; `combination` names them: split and clusters go by it. */
export type HarborPrompt = {
  text: string;
  words: readonly string[];
  entities: readonly string[];
  combination: string;
  split: Split;
};

type Question = { slots: readonly (readonly string[])[]; wordings: readonly string[] };

const QUESTIONS: readonly Question[] = [
  { slots: [PLACES], wordings: ["tell me .", "tell me about it .", "tell me so .", "what was there ?"] },
  {
    slots: [PLACES],
    wordings: ["what happened ?", "what did you see ?", "what was it ?", "what happened there ?"],
  },
  {
    slots: [THINGS, PERSONS],
    wordings: ["how was it ?", "how was the day ?", "tell me so .", "what happened there ?"],
  },
  {
    slots: [PERSONS, PLACES],
    wordings: ["did you see ?", "did you say so ?", "how was it there ?", "what did they say ?"],
  },
];

/** Of every eight combinations of a question two test, one validates, five train: 34, 17 and 85 clusters. */
const TEST_SHARE = 2 / 8;
const VAL_SHARE = 1 / 8;

const BY_QUESTION: readonly (readonly HarborPrompt[])[] = QUESTIONS.map(promptsOf);
const ALL = BY_QUESTION.flat();

/** All 576 prompts: four questions of four wordings about 8, 8, 64 and 64 combinations of entities. */
export function allPrompts(): readonly HarborPrompt[] {
  return ALL;
}

/** A question, then one of its prompts, uniformly; within the split when one is named. */
export function samplePrompt(rng: Rng, split?: Split): HarborPrompt {
  const prompts = choose(rng, split === undefined ? BY_QUESTION : BY_QUESTION_IN[split]);
  return choose(rng, prompts);
}

const within = (split: Split) => BY_QUESTION.map((prompts) => prompts.filter((p) => p.split === split));
const BY_QUESTION_IN: Record<Split, readonly (readonly HarborPrompt[])[]> = {
  train: within("train"),
  val: within("val"),
  test: within("test"),
};

function promptsOf({ slots, wordings }: Question): HarborPrompt[] {
  const combinations = slots.reduce<string[][]>((all, pool) => all.flatMap((c) => pool.map((e) => [...c, e])), [[]]);
  const splits = splitsOf(combinations.map((entities) => entities.join("+")));
  return combinations.flatMap((entities) =>
    wordings.map((wording) => {
      const combination = entities.join("+");
      const slotWords = [entities[0] ?? "", entities.at(-1) ?? "", ":"];
      const words = [...slotWords, ...wording.split(" ")];
      return { text: words.join(" "), words, entities, combination, split: splits.get(combination) ?? "train" };
    }),
  );
}

/** Ranks the combinations of a question by hash, so that each question has its share in every split. */
function splitsOf(combinations: readonly string[]): Map<string, Split> {
  const ranked = [...combinations].sort((a, b) => hashFraction(a) - hashFraction(b));
  const test = combinations.length * TEST_SHARE;
  const val = test + combinations.length * VAL_SHARE;
  return new Map(ranked.map((c, rank) => [c, rank < test ? "test" : rank < val ? "val" : "train"]));
}
