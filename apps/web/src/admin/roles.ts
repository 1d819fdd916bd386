import { MemberRole } from "@rlhf/domain";

/** What each role may do, in a line. */
export const ROLE_WORDS: Record<MemberRole, string> = {
  owner: "everything, owners included",
  admin: "everything but owners",
  researcher: "batches, runs, schedules, data",
  adjudicator: "labels, and sees results",
  annotator: "labels, and sees nothing else",
  viewer: "sees results, changes nothing",
};

/** Roles that somebody may give: owners are made by owners. */
export const rolesFor = (mine: string): readonly MemberRole[] =>
  MemberRole.options.filter((role) => mine === "owner" || role !== "owner");
