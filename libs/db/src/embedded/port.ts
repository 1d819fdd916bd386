import { DatabaseError } from "@rlhf/domain";
import { existsSync, readFileSync } from "node:fs";
import net from "node:net";

/** The port asked for; else the one remembered if it is still free; else any free one. */
export async function chosenPort(options: { wanted: number | undefined; remembered: string }): Promise<number> {
  const { wanted, remembered } = options;
  if (wanted !== undefined) {
    if (await isFree(wanted)) return wanted;
    throw new DatabaseError(
      `RLHF_PG_PORT: expected port ${wanted} to be free, but another program uses it; choose another port, or unset it to take any free one`,
    );
  }
  const last = existsSync(remembered) ? Number(readFileSync(remembered, "utf8")) : 0;
  if (last > 0 && (await isFree(last))) return last;
  return listenOnce(0);
}

export async function isFree(port: number): Promise<boolean> {
  try {
    await listenOnce(port);
    return true;
  } catch {
    return false; // in use, or not allowed: either way not ours to take
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : port));
    });
  });
}
