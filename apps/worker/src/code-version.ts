import manifest from "../../../package.json" with { type: "json" };

/** The version of the code that a run was made with. */
export const CODE_VERSION: string = manifest.version;
