import { buildProduct } from "../load/workbench";
import { coldStarts } from "./cold";
import { diskStorm } from "./disk";
import { judgmentStorm } from "./judgments";
import { killStorm, type KillKind } from "./kills";
import { pointsStorm } from "./points";
import { commandLine, openRoom, type Product, type Room } from "./room";
import { scheduleStorm } from "./schedule";
import { workbenchStorm } from "./workbench";
import { zombieStorm } from "./zombie";
import { zombieWorkerStorm } from "./zombie-worker";

export type StormOptions = { rounds: number; seed: number; precision: "float32" | "bfloat16" };
/** `wrong`: what must not be, one line each; the rest are figures for people. */
export type StormReport = { wrong: string[] } & Record<string, unknown>;

/** A storm in a room of its own, which is cleared away whatever happens. */
async function inRoom<T>(options: StormOptions, work: (product: Product, room: Room) => Promise<T>): Promise<T> {
  const room = await openRoom({ precision: options.precision });
  try {
    return await work(commandLine(), room);
  } finally {
    await room.close();
  }
}

/** The same of the product as `npm start` builds it. */
const inBuiltRoom: typeof inRoom = (options, work) => {
  buildProduct();
  return inRoom(options, work);
};

const kill =
  (kind: KillKind) =>
  (options: StormOptions): Promise<StormReport> =>
    inRoom(options, (product, room) => killStorm(product, room, { ...options, kind }));

async function judgments(options: StormOptions): Promise<StormReport> {
  return inRoom(options, (_, room) => judgmentStorm(room, options));
}

/** Asserts the loss: a checker that finds nothing here would find nothing anywhere. */
async function lossy(options: StormOptions): Promise<StormReport> {
  const { wrong, ...report } = await inRoom(options, (_, room) => judgmentStorm(room, { ...options, lossy: true }));
  const missed = ["synchronous_commit=off: expected some acknowledged answers to be lost, none was"];
  return { ...report, examples: wrong.slice(0, 3), wrong: report.lost > 0 ? [] : missed };
}

/** Every kind of storm by its name on the command line. */
export const STORMS: Record<string, (options: StormOptions) => Promise<StormReport>> = {
  trainer: kill("trainer"),
  cli: kill("cli"),
  database: kill("database"),
  cold: (options) => inRoom(options, coldStarts),
  disk: (options) => diskStorm(commandLine(), options),
  judgments,
  zombie: (options) => inRoom(options, (product, room) => zombieStorm(product, room, options)),
  lossy,
  workbench: (options) => inBuiltRoom(options, (product, room) => workbenchStorm(product, room, options)),
  schedule: (options) => inBuiltRoom(options, (_, room) => scheduleStorm(room, options)),
  "zombie-worker": (options) => inBuiltRoom(options, (product, room) => zombieWorkerStorm(product, room, options)),
  points: (options) => inRoom(options, (product, room) => pointsStorm(product, room, options)),
};
