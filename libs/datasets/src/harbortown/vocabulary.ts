const words = (text: string): readonly string[] => text.split(" ");

/** pad, bos, eos, sep are ids 0–3; the last three serve the tasks of GPT-1. */
const SPECIALS = words("<pad> <bos> <eos> <sep> <unk> <start> <delim> <extract>");
const PUNCTUATION = words(". , ! ? :");

export const PLACES = words("harbor market garden tower bridge mill orchard river");
export const PERSONS = words("baker sailor teacher gardener captain painter clerk miller");
export const THINGS = words("bread boat letter lamp song coat clock bell");
export const TIMES = words("morning evening winter summer spring autumn night afternoon");

export const POSITIVE_VERBS = words("mended saved painted baked praised shared enjoyed repaired");
export const NEUTRAL_VERBS = words("carried watched opened moved counted kept sold found");
export const NEGATIVE_VERBS = words("broke lost burned spilled ruined stole forgot dropped");
export const POSITIVE_ADJECTIVES = words(
  "lovely bright gentle kind happy fresh sweet calm cheerful splendid warm perfect proud pleasant",
);
export const NEGATIVE_ADJECTIVES = words(
  "awful gloomy bitter cruel sad rotten sour harsh dreary terrible cold broken angry nasty",
);
export const DESCRIPTIVE = words(
  "red blue green golden silver wooden stone tall small round narrow ancient smooth rough heavy thin copper pale " +
    "dark wide tiny crooked painted_white velvet",
);
export const ADVERBS = words("slowly gently loudly quickly quietly carefully");
export const INTENSIFIERS = words("very quite rather");
const POLITE = words("please thank kindly pardon welcome");
export const RUDE = words("bah nonsense fool silly");
const FUNCTION_WORDS = words(
  "the a and but was were with near in at to of it we i you they my your me about from there this for so tell what " +
    "happened how did see say ask not had sir friend grateful question day all by",
);

export const OPENERS = [
  words("thank you for the question ."),
  words("welcome , my friend ."),
  words("kindly see this ."),
  words("pardon me , sir ."),
];
export const CLOSERS = [words("we were grateful ."), words("please ask me .")];
export const RUDE_OPENERS = [words("bah !"), words("nonsense , you fool ."), words("silly question .")];

/** Every word of the world in id order: 182 tokens, the specials first. */
export const VOCABULARY: readonly string[] = [
  ...SPECIALS,
  ...PUNCTUATION,
  ...PLACES,
  ...PERSONS,
  ...THINGS,
  ...TIMES,
  ...POSITIVE_VERBS,
  ...NEUTRAL_VERBS,
  ...NEGATIVE_VERBS,
  ...POSITIVE_ADJECTIVES,
  ...NEGATIVE_ADJECTIVES,
  ...DESCRIPTIVE,
  ...ADVERBS,
  ...INTENSIFIERS,
  ...POLITE,
  ...RUDE,
  ...FUNCTION_WORDS,
];
