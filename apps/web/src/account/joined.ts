import { z } from "zod";

/** The answer to an accepted invite. */
export const Joined = z.object({ projectSlug: z.string() });

/** Into the project: an annotator to its pairs, others to the loop. */
export function enterProject({ projectSlug }: z.infer<typeof Joined>, role: string): void {
  location.assign(`${role === "annotator" ? "/label" : "/"}?project=${encodeURIComponent(projectSlug)}`);
}
