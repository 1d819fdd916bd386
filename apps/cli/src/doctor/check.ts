/** `broken`: something that every command needs. `warning`: it works, slower or not for long. */
export type CheckStatus = "ok" | "warning" | "broken";

/** One thing looked at: what was found, and for a problem what to do. `facts` are for programs. */
export type Check = { name: string; status: CheckStatus; found: string; fix?: string; facts: Record<string, unknown> };
