import { z } from "zod";

// Shapes that several nouns share.

/** `[lo, hi]` at 95 %. */
export const Interval = z.tuple([z.number(), z.number()]);
/** May be NaN or infinite: what broke down must show it. */
export const figure = z.custom<number>((value) => typeof value === "number", "expected a number");
export const Page = { limit: z.int().min(1).max(200).default(50) };
export const Json = z.record(z.string(), z.unknown());
/** tRPC's infinite queries send it beside `cursor`; lists go one way only. */
export const Forward = z.literal("forward").optional();
