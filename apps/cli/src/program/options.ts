import { InvalidArgumentError, Option } from "commander";

/** A whole number of at least `min`, or a usage error. */
export function wholeNumber(min: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= min) return value;
    throw new InvalidArgumentError(`expected a whole number of at least ${min}.`);
  };
}

/** A finite number above `min`, or a usage error. */
export function numberAbove(min: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value) && value > min) return value;
    throw new InvalidArgumentError(`expected a number above ${min}.`);
  };
}

/** `--set key=value …`, any number of times. */
export function setOption(): Option {
  return new Option("--set <key=value...>", "change a hyperparameter, for example --set ppo.klCoef=0.05").default(
    [],
    "",
  );
}

export function seedOption(): Option {
  return new Option("--seed <n>", "seed of every random draw").argParser(wholeNumber(0));
}

export function jsonOption(): Option {
  return new Option("--json", "print one JSON object on stdout");
}

export function projectOption(): Option {
  return new Option("--project <slug>", "project; default: the one of the newest run");
}

export function configOption(): Option {
  return new Option(
    "--config <file>",
    "config file (JSON), or a preset: smoke, quick, full; default: the config of the project's newest loop, or quick",
  );
}
