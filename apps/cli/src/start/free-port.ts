import { ConfigError } from "@rlhf/domain";
import net from "node:net";

/** @throws ConfigError when the workbench cannot listen there. */
export async function assertFree(host: string, port: number): Promise<void> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE" ? "another program uses it" : `the system says ${error.code}`;
      reject(
        new ConfigError(
          `PORT=${port}: expected to be able to listen on ${host}:${port}, but ${why}; set PORT to another number`,
        ),
      );
    });
    server.listen(port, host, () => server.close(() => resolve()));
  });
}
