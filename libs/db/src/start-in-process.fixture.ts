// Run as a program of its own by the tests: starts the database of a home, migrates it and tells how that went.
import { migrate } from "./migrate";
import { startDatabase } from "./start-database";

const [, , home] = process.argv;
if (home === undefined) throw new Error("expected the home as the only argument");
const database = await startDatabase({ home });
const applied = await migrate(database.url);
console.log(JSON.stringify({ started: database.started, dataDir: database.dataDir, applied: applied.length }));
