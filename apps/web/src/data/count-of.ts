import { count } from "@rlhf/ui";

/** "1 row", "12 000 rows". */
export const countOf = (n: number, noun: string): string => `${count(n)} ${n === 1 ? noun : `${noun}s`}`;
