const SPLITS = ["train", "val", "test", "gold"] as const;
export type Split = (typeof SPLITS)[number];
export const SPLIT_OPTIONS = SPLITS.map((value) => ({ value, text: value }));

/** Which prompts are shown: all of it stands in the address, so that a view can be shared. */
export type PromptView = { setId?: string; split?: Split; tag?: string; search?: string; after?: number };

export function readPromptView(address: URLSearchParams): PromptView {
  const after = Number(address.get("after") ?? Number.NaN);
  return {
    setId: address.get("set") ?? undefined,
    split: SPLITS.find((one) => one === address.get("split")),
    tag: address.get("tag") || undefined,
    search: address.get("text") || undefined,
    after: Number.isInteger(after) && after >= 0 ? after : undefined,
  };
}

/** The address with some values changed; a new filter starts at the first page, an empty value leaves. */
export function withValues(address: URLSearchParams, values: Readonly<Record<string, string | null>>): string {
  const next = new URLSearchParams(address);
  if (!("after" in values)) next.delete("after");
  for (const [name, value] of Object.entries(values)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return `?${next}`;
}

/** A place in an imported file as one value of the address, "offset.rowNo". */
export function readPlace(text: string | null): { offset: number; rowNo: number } {
  const [, offset, rowNo] = /^(\d{1,15})\.(\d{1,15})$/.exec(text ?? "") ?? [];
  return { offset: Number(offset ?? 0), rowNo: Number(rowNo ?? 0) };
}

export const placeText = ({ offset, rowNo }: { offset: number; rowNo: number }): string => `${offset}.${rowNo}`;

/** "Week 1: Küche" → "week-1-kuche": what an address can hold. */
export const slugOf = (name: string): string =>
  name
    .normalize("NFD")
    .toLowerCase()
    .replaceAll(/\p{Diacritic}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, " ")
    .trim()
    .replaceAll(" ", "-")
    .slice(0, 60);
