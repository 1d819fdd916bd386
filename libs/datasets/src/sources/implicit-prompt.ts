import { DataError } from "@rlhf/domain";
import type { Message } from "./content";

const ASSISTANT = "\n\nAssistant:";

type Separated<T> = { prompt: T; chosen: T; rejected: T };

/**
 * HH-RLHF: two dialogues that begin alike. The prompt is their common prefix, cut behind its last "\n\nAssistant:".
 * @throws DataError if they part before an assistant speaks.
 * @source Bai et al. 2022 (arXiv:2204.05862), anthropics/hh-rlhf
 */
export function splitDialogues(chosen: string, rejected: string): Separated<string> {
  const marker = chosen.slice(0, commonLength(chosen, rejected)).lastIndexOf(ASSISTANT);
  if (marker === -1) {
    throw new DataError('expected two dialogues alike up to an "\\n\\nAssistant:", got ones that part before it');
  }
  return cutAt(chosen, rejected, marker + ASSISTANT.length);
}

/** TRL's implicit prompt: what both texts begin with. A space before the first difference belongs to the answers. */
export function splitTexts(chosen: string, rejected: string): Separated<string> {
  const length = commonLength(chosen, rejected);
  return cutAt(chosen, rejected, chosen[length - 1] === " " ? length - 1 : length);
}

/** TRL's implicit prompt of conversations: the messages both begin with. @throws DataError if there are none. */
export function splitConversations(chosen: Message[], rejected: Message[]): Separated<Message[]> {
  const differs = chosen.findIndex((m, i) => m.role !== rejected[i]?.role || m.content !== rejected[i]?.content);
  const length = differs === -1 ? chosen.length : differs;
  if (length === 0) throw new DataError("expected conversations that begin alike, got ones that differ at once");
  return { prompt: chosen.slice(0, length), chosen: chosen.slice(length), rejected: rejected.slice(length) };
}

function cutAt(chosen: string, rejected: string, at: number): Separated<string> {
  return { prompt: chosen.slice(0, at), chosen: chosen.slice(at), rejected: rejected.slice(at) };
}

/** Length of the common prefix in whole characters. */
function commonLength(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const insidePair = i > 0 && /[\uD800-\uDBFF]/.test(a[i - 1] ?? "");
  return insidePair ? i - 1 : i;
}
