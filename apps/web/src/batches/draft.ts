import type { RouterInputs } from "@rlhf/api";
import { readNumber, type NumberRule } from "@rlhf/ui";
import type { Sampler } from "./batch-words";

type Wanted = RouterInputs["batches"]["create"];
export type PairSource = RouterInputs["batches"]["plan"];
type Split = NonNullable<Wanted["split"]>;
type Audience = NonNullable<Wanted["audience"]>;

/** The form as it stands, numbers as they were typed. */
export type Draft = {
  name: string;
  /** In the order of choosing; with "all against one" the first is that one. */
  policyVersionIds: readonly string[];
  promptSetId: string;
  split: Split | "";
  tag: string;
  sampler: Sampler;
  comparisons: string;
  overlap: string;
  goldPercent: string;
  repeatPercent: string;
  leaseSeconds: string;
  seed: string;
  audience: Audience;
  paused: boolean;
  /** Null: the newest guideline of the project. */
  guideline: string | null;
};
export type DraftErrors = Partial<Record<keyof Draft, string>>;

export const EMPTY_DRAFT: Draft = {
  name: "",
  policyVersionIds: [],
  promptSetId: "",
  split: "",
  tag: "",
  sampler: "uniform_pairs",
  comparisons: "500",
  overlap: "1",
  goldPercent: "0",
  repeatPercent: "0",
  leaseSeconds: "900",
  seed: "1",
  audience: "people",
  paused: false,
  guideline: null,
};

/** What the API takes (libs/api/src/new-batch.ts), percent where it takes shares. */
export const NUMBER_RULES = {
  comparisons: { min: 1, max: 50_000, whole: true },
  overlap: { min: 1, max: 9, whole: true },
  goldPercent: { min: 0, max: 50 },
  repeatPercent: { min: 0, max: 40 },
  leaseSeconds: { min: 30, max: 86_400, whole: true },
  seed: { min: 0, max: 2_147_483_647, whole: true },
} as const satisfies Partial<Record<keyof Draft, NumberRule>>;
type NumberName = keyof typeof NUMBER_RULES;

/** The batch that the form asks for, or what is wrong with each field. */
export function readDraft(draft: Draft, projectId: string): { wanted: Wanted } | { errors: DraftErrors } {
  const { numbers, errors } = readNumbers(draft);
  if (!draft.name.trim()) errors.name = "expected a name";
  if (draft.policyVersionIds.length === 0) errors.policyVersionIds = "expected at least one policy";
  if (draft.sampler !== "uniform_pairs" && draft.policyVersionIds.length === 1)
    errors.sampler = "expected at least two policies for this rule";
  if (draft.guideline !== null && !draft.guideline.trim()) errors.guideline = "expected the text of the guideline";
  if (Object.keys(errors).length > 0) return { errors };
  const { goldPercent, repeatPercent, overlap, leaseSeconds } = numbers;
  return {
    wanted: {
      ...sourceOf(draft, projectId, numbers),
      name: draft.name.trim(),
      overlap,
      leaseSeconds,
      goldRate: goldPercent / 100,
      repeatRate: repeatPercent / 100,
      audience: draft.audience,
      paused: draft.paused,
      ...(draft.guideline === null ? {} : { guideline: draft.guideline }),
    },
  };
}

/** What the pairs are drawn from, once that much of the form can be read. */
export function readSource(draft: Draft, projectId: string): PairSource | null {
  const { numbers, errors } = readNumbers(draft);
  if (draft.policyVersionIds.length === 0 || errors.comparisons || errors.seed) return null;
  return sourceOf(draft, projectId, numbers);
}

function sourceOf(draft: Draft, projectId: string, { comparisons, seed }: Record<NumberName, number>): PairSource {
  const { policyVersionIds, promptSetId, split, tag, sampler } = draft;
  return {
    ...{ projectId, policyVersionIds: [...policyVersionIds], sampler, comparisons, seed },
    ...(promptSetId ? { promptSetId } : {}),
    ...(split ? { split } : {}),
    ...(tag ? { tag } : {}),
  };
}

function readNumbers(draft: Draft): { numbers: Record<NumberName, number>; errors: DraftErrors } {
  const errors: DraftErrors = {};
  const read = (name: NumberName): number => {
    const found = readNumber(draft[name], NUMBER_RULES[name]);
    if ("value" in found) return found.value;
    errors[name] = found.error;
    return Number.NaN;
  };
  const numbers = {
    comparisons: read("comparisons"),
    overlap: read("overlap"),
    goldPercent: read("goldPercent"),
    repeatPercent: read("repeatPercent"),
    leaseSeconds: read("leaseSeconds"),
    seed: read("seed"),
  };
  return { numbers, errors };
}

const FIELD_OF: Readonly<Record<string, keyof Draft>> = { goldRate: "goldPercent", repeatRate: "repeatPercent" };

/** A refusal of the server beside the field that it names; null when it names none. */
export function fieldOfRefusal(message: string): { field: keyof Draft; error: string } | null {
  const [, path = "", error = ""] = /^([A-Za-z]+): (.+)$/s.exec(message) ?? [];
  const field = FIELD_OF[path] ?? Object.keys(EMPTY_DRAFT).find((name): name is keyof Draft => name === path);
  return field ? { field, error } : null;
}

/** How long people take in all, in hours: text pairs go at 60 to 120 an hour (labeling.md 4.3). */
export const hoursOf = (judgments: number): [number, number] => [judgments / 120, judgments / 60];
