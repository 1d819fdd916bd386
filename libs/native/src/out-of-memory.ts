// Memory that the system refuses, as the error the rest of the product knows: a run pauses on it and can be resumed.
import { OutOfMemoryError } from "@rlhf/domain";
import type { Addon } from "./addon";

/** What bindings.h throws: the code, and as message the number of bytes asked for (0: unknown). */
const CODE = "ERR_NATIVE_OUT_OF_MEMORY";

/** The addon with its out-of-memory errors turned into OutOfMemoryError; every other error comes through as it is. */
export function typedErrors(addon: Addon): Addon {
  const wrapped = new Map<string | symbol, unknown>(); // made at a function's first use
  return new Proxy(addon, {
    get(target, name) {
      if (!wrapped.has(name)) wrapped.set(name, guarded(Reflect.get(target, name)));
      return wrapped.get(name);
    },
  });
}

function guarded(member: unknown): unknown {
  if (typeof member !== "function") return member;
  return (...args: unknown[]): unknown => {
    try {
      return Reflect.apply(member, undefined, args);
    } catch (error) {
      throw typed(error);
    }
  };
}

function typed(error: unknown): unknown {
  if (!(error instanceof Error && "code" in error && error.code === CODE)) return error;
  return outOfMemory(Number(error.message), error);
}

/** bytes: what was asked for; 0 when that is not known. */
export function outOfMemory(bytes: number, cause: unknown): OutOfMemoryError {
  const room = bytes > 0 ? `room for ${bytes} bytes` : "more room";
  const message = `memory: expected ${room}, the system has none left; close other programs or make batches smaller, then resume`;
  return new OutOfMemoryError(message, { cause, bytes });
}
