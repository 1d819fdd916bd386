import net from "node:net";
import { afterEach, expect, it } from "vitest";
import { cuttingProxy, type CuttingProxy } from "./cutting-proxy";

const DONE = Buffer.concat([Buffer.from("C\0\0\0\rSELECT 1\0"), Buffer.from([0x5a, 0, 0, 0, 5, 0x49])]);
const STARTED = Buffer.concat([Buffer.from("R\0\0\0\x08\0\0\0\0"), Buffer.from([0x5a, 0, 0, 0, 5, 0x49])]);
const servers: net.Server[] = [];
let proxy: CuttingProxy | null = null;
afterEach(async () => {
  await proxy?.close();
  for (const server of servers.splice(0)) server.close();
});

/** A server that says it has started, then answers every request, and counts those it has done. */
async function server(): Promise<{ port: number; done: () => number }> {
  let done = 0;
  const listening = net.createServer((socket) => {
    socket.on("error", () => undefined);
    socket.write(STARTED);
    socket.on("data", () => {
      done++;
      socket.write(DONE);
    });
  });
  servers.push(listening);
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const address = listening.address();
  return { port: typeof address === "object" && address ? address.port : 0, done: () => done };
}

/** What a client hears that sends one request: how many bytes, until the connection ended or went quiet. */
function request(port: number): Promise<number> {
  return new Promise((resolve) => {
    let heard = 0;
    const client = net.connect(port, "127.0.0.1", () => client.write("q"));
    client.on("error", () => undefined);
    client.on("data", (bytes) => (heard += bytes.length));
    client.on("close", () => resolve(heard));
    setTimeout(() => client.destroy(), 300);
  });
}

it("lets answers through that are not to be cut", async () => {
  const { port, done } = await server();
  proxy = await cuttingProxy({ port }, () => false);
  expect(await request(proxy.port)).toBe(STARTED.length + DONE.length);
  expect([done(), proxy.cuts()]).toEqual([1, 0]);
});

it("cuts an answer after the server has done what was asked, and never the greeting", async () => {
  const { port, done } = await server();
  proxy = await cuttingProxy({ port }, () => true);
  expect(await request(proxy.port)).toBe(STARTED.length);
  expect([done(), proxy.cuts()]).toEqual([1, 1]);
});
