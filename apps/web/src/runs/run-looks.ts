/** How the lines of several runs differ: by colour and by dash, so that neither is needed alone. */
export const RUN_LOOKS: readonly { color: string; dash?: readonly number[] }[] = [
  { color: "--a" },
  { color: "--b", dash: [7, 3] },
  { color: "--ok", dash: [2, 3] },
  { color: "--pos", dash: [9, 3, 2, 3] },
  { color: "--warn", dash: [4, 4] },
  { color: "--ink-2", dash: [12, 4] },
  { color: "--accent", dash: [2, 6] },
  { color: "--fail", dash: [6, 2, 2, 2, 2, 2] },
];
