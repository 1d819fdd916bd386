"use client";
import { useMutation, useQueries, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { settingOf } from "../runs/settings";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import type { FormField, NewRunInputs, NewRunKind, Preset, StageForm } from "./form-types";
import { optionsFor } from "./input-options";
import { inputsOf, stagesOf } from "./kinds";
import type { LoopFiles } from "./loop-data";
import { errorsByPath, readDraft, type SettingsDraft } from "./settings-draft";
import { useOffers } from "./use-offers";

/** What any kind of run has: it stays as it was typed when another kind is chosen. */
export type RunBasics = { name: string; preset: Preset; seed: string };
export const FIRST_BASICS: RunBasics = { name: "", preset: "quick", seed: "1" };

type Draft = SettingsDraft & { inputs: NewRunInputs; files: LoopFiles | null };
type Start = { fromId: string | null; given: NewRunInputs; basics: RunBasics };

/** The forms of the stages that a run of this kind has, in their order. */
export function useForms(kind: NewRunKind, files: boolean): { forms: readonly StageForm[]; error: string | undefined } {
  const trpc = useTRPC();
  const stages = stagesOf(kind, { files });
  return useQueries({
    queries: stages.map((stage) => trpc.runs.form.queryOptions({ stage }, { staleTime: Infinity })),
    combine: formsOf,
  });
}

const formsOf = (results: readonly { data: StageForm | undefined; error: { message: string } | null }[]) => ({
  forms: results.flatMap(({ data }) => (data ? [data] : [])),
  error: results.find(({ error }) => error)?.error?.message,
});

/** Everything that the form shows and does. `fromId`: the run whose settings and inputs it begins with. */
export function useNewRun(kind: NewRunKind, { fromId, given, basics }: Start) {
  const trpc = useTRPC();
  const { projectId } = useProject();
  const router = useRouter();
  const [draft, setDraft] = useState<Draft>({ texts: {}, lines: "", inputs: given, files: null });
  const from = useQuery(trpc.runs.show.queryOptions({ runId: fromId ?? "" }, { enabled: fromId !== null }));
  const { forms, error } = useForms(kind, draft.files !== null);
  const offered = useOffers(inputsOf(kind));
  const untold = useMemo(() => presetValue(forms, basics.preset), [forms, basics.preset]);
  const config = from.data?.config;
  const base = (field: FormField) => (config ? (settingOf(config, field.path) ?? untold(field)) : untold(field));
  const fork = kind === "pipeline" && from.data ? from.data : null;
  const read = readDraft(forms, draft, { base, untold: fork ? base : untold });
  const inputs = filledInputs(kind, { draft, offers: offered.offers, from: from.data?.inputs ?? {} });
  const onSuccess = ({ id }: { id: string }) => router.push(`/runs/${id}`);
  const create = useMutation(trpc.runs.create.mutationOptions({ onSuccess }));
  const forked = useMutation(trpc.runs.fork.mutationOptions({ onSuccess }));
  const refused = create.error ?? forked.error;
  const paths = [...forms.flatMap((form) => form.fields.map((field) => field.path)), ...inputPaths(kind)];
  const { errors: told, rest } = refused ? errorsByPath(refused.message, paths) : { errors: {}, rest: "" };
  const seed = Number(basics.seed);
  const name = basics.name.trim() || defaultName(kind, from.data?.summary.name);
  const seedError = Number.isInteger(seed) && seed >= 0 && basics.seed.trim() !== "" ? null : "expected a whole number";
  const isWrong = Object.keys(read.errors).length > 0 || read.lineErrors.length > 0 || seedError !== null;
  const submit = () => {
    if (isWrong) return;
    const settings = draft.files ? { ...read.settings, data: draft.files } : read.settings;
    if (fork) forked.mutate({ runId: fork.summary.id, name, seed, settings });
    else create.mutate({ projectId, kind, name, preset: basics.preset, seed, settings, inputs });
  };
  return {
    draft,
    change: (changes: Partial<Draft>) => setDraft((now) => ({ ...now, ...changes })),
    forms,
    base,
    name,
    inputs,
    offered,
    fork,
    from: from.data?.summary ?? null,
    formError: error ?? from.error?.message,
    errors: { ...told, ...read.errors },
    lineErrors: read.lineErrors,
    seedError,
    rest,
    isWrong,
    busy: create.isPending || forked.isPending,
    submit,
  };
}

const inputPaths = (kind: NewRunKind): string[] => inputsOf(kind).map((input) => `inputs.${input}`);

const defaultName = (kind: NewRunKind, from: string | undefined): string =>
  from ? `${from}, again` : kind === "pipeline" ? "loop" : kind.replaceAll("_", "-");

function presetValue(forms: readonly StageForm[], preset: Preset) {
  return (field: FormField): unknown => {
    const form = forms.find((one) => field.path.startsWith(`${one.stage}.`));
    return form?.presets[preset][field.name] ?? field.default;
  };
}

/** What was chosen, else what the run began from had, else the likeliest that the project has. */
function filledInputs(
  kind: NewRunKind,
  { draft, offers, from }: { draft: Draft; offers: Parameters<typeof optionsFor>[1] | null; from: object },
): NewRunInputs {
  const had = new Map<string, unknown>(Object.entries(from));
  return Object.fromEntries(
    inputsOf(kind).flatMap((input) => {
      const options = offers ? optionsFor(input, offers, { kind }) : [];
      const old = options.find((option) => option.value === had.get(input))?.value;
      const id = draft.inputs[input] ?? old ?? options[0]?.value;
      return id ? [[input, id]] : [];
    }),
  );
}
