/** What people look for in answers: words as they stand, or a regular expression. */
export type Predicate = { text: string; regex: boolean };
type Compiled = { matches(answer: string): boolean } | { wrong: string };

/** Null when nothing is asked for; `wrong` says what the expression lacks. Capitals make no difference. */
export function compilePredicate({ text, regex }: Predicate): Compiled | null {
  if (text === "") return null;
  if (!regex) {
    const sought = text.toLowerCase();
    return { matches: (answer) => answer.toLowerCase().includes(sought) };
  }
  try {
    const expression = new RegExp(text, "iu");
    return { matches: (answer) => expression.test(answer) };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}

type Answered = { answers: readonly ({ text: string } | null)[] };

/** The rows in which some answer matches, and how many answers of each column do. */
export function filterAnswers<Row extends Answered>(
  rows: readonly Row[],
  matches: (answer: string) => boolean,
): { rows: Row[]; perColumn: number[] } {
  const perColumn: number[] = [];
  const kept = rows.filter(({ answers }) => {
    const found = answers.map((answer) => answer !== null && matches(answer.text));
    found.forEach((yes, i) => (perColumn[i] = (perColumn[i] ?? 0) + (yes ? 1 : 0)));
    return found.includes(true);
  });
  return { rows: kept, perColumn };
}
