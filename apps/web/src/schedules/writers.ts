/** Roles that may change what runs. The API asks again. */
export const WRITERS: readonly string[] = ["owner", "admin", "researcher"];
