/** Remembers the slug of the project that was looked at last. */
export const PROJECT_COOKIE = "project";

/** The projects with the one looked at last in front: pages open with the first. */
export const lastFirst = <P extends { slug: string }>(projects: readonly P[], slug: string | undefined): P[] =>
  projects.toSorted((a, b) => Number(b.slug === slug) - Number(a.slug === slug));
