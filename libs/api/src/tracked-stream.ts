import { isTrackedEnvelope, tracked } from "@trpc/server";
import { z } from "zod";

type Stream<T> = AsyncIterable<ReturnType<typeof tracked<T>>, void, void>;

/** An output schema for a stream of tracked values: each one is parsed before it leaves. */
export function streamOf<S extends z.ZodType>(schema: S) {
  return z
    .custom<Stream<z.input<S>>>((value) => typeof value === "object" && value !== null && Symbol.asyncIterator in value)
    .transform((stream): Stream<z.output<S>> => parsedStream(stream, schema));
}

async function* parsedStream<S extends z.ZodType>(stream: Stream<z.input<S>>, schema: S): Stream<z.output<S>> {
  for await (const envelope of stream) {
    if (!isTrackedEnvelope(envelope)) throw new TypeError("a stream yields tracked values");
    const [id, value] = envelope;
    yield tracked(id, schema.parse(value));
  }
}
