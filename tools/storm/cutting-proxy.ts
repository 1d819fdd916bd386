import net from "node:net";

export type CuttingProxy = { port: number; cuts(): number; close(): Promise<void> };

/**
 * Stands before a server and cuts some of its answers: the request has arrived and is done, but the client hears nothing
 * and sees a broken connection. `isCut` is asked for every answer after the first few of a connection (those of its start).
 */
export async function cuttingProxy(target: { port: number }, isCut: () => boolean): Promise<CuttingProxy> {
  let cuts = 0;
  const open = new Set<net.Socket>();
  const server = net.createServer((client) => {
    const upstream = net.connect(target.port, "127.0.0.1");
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("error", () => undefined); // the other side is told by the close
      socket.on("close", () => open.delete(socket));
    }
    client.pipe(upstream);
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
    upstream.on("data", (bytes: Buffer) => {
      if (isAnswerToQuery(bytes) && isCut()) {
        cuts++;
        client.destroy();
      } else client.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const close = async () => {
    for (const socket of open) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { port: typeof address === "object" && address ? address.port : 0, cuts: () => cuts, close };
}

/** Postgres ends a finished statement with CommandComplete ("C", length, "SELECT 1"), then ReadyForQuery: it is committed. */
const isAnswerToQuery = (bytes: Buffer): boolean => bytes.includes("SELECT 1\0") && bytes.at(-6) === 0x5a;
