import { spawn } from "node:child_process";
import { once } from "node:events";
import { readServerEnv } from "../env";
import { workerProgram } from "../start/programs";

/** `rlhf worker`: a worker alone, for machines that share DATABASE_URL and RLHF_ARTIFACTS with the workbench's. */
export async function worker(): Promise<void> {
  const { variables } = readServerEnv();
  const { args, cwd, env } = workerProgram({ variables, dev: false });
  const child = spawn(process.execPath, args, {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => child.kill(name));
  const [code] = (await once(child, "exit")) as [number | null];
  process.exitCode = code ?? 1;
}
