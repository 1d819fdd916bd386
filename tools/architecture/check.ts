import { cycleRule } from "./cycles";
import { fileRules } from "./file-rules";
import { importRules, runtimeRule } from "./import-rules";
import { tourRule } from "./tour";
import { readWorkspace, type Violation } from "./workspace";

/** Every broken rule of the workspace at `root`. */
export function checkArchitecture(root: string): Violation[] {
  const workspace = readWorkspace(root);
  return [
    ...importRules(workspace),
    ...runtimeRule(workspace),
    ...fileRules(workspace),
    ...cycleRule(workspace),
    ...tourRule(root),
  ];
}

export const print = ({ rule, where, message }: Violation) => `${rule}: ${where}: ${message}`;
