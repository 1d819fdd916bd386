/** The only writers to stdout: one JSON object, or text for people. */
export function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function printText(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printResult(value: object, options: { json?: boolean | undefined; text: () => string }): void {
  if (options.json) printJson(value);
  else printText(options.text());
}
