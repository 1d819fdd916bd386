import { MAX_PIECE_BYTES, PieceBuffer, withoutBom, type Piece } from "./pieces";

const [QUOTE, BACKSLASH, COMMA, LF] = [0x22, 0x5c, 0x2c, 0x0a];
const OPENING = new Set([0x5b, 0x7b]); // [ {
const CLOSING = new Set([0x5d, 0x7d]); // ] }
const SPACES = new Set([0x20, 0x09, 0x0d, LF]);

type State = { depth: number; inString: boolean; escaped: boolean; line: number; startLine: number };

/** The elements of a file that is one JSON array, one at a time; `line` is where an element begins. */
export async function* readArrayElements(
  bytes: AsyncIterable<Uint8Array>,
  { maxElementBytes = MAX_PIECE_BYTES }: { maxElementBytes?: number } = {},
): AsyncGenerator<Piece> {
  const buffer = new PieceBuffer(maxElementBytes);
  const state: State = { depth: 0, inString: false, escaped: false, line: 1, startLine: 1 };
  for await (const chunk of withoutBom(bytes)) {
    let start = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0;
      const before = state.depth;
      advance(state, byte);
      const opened = before === 0 && state.depth === 1;
      const ends = before === 1 && !state.inString && (byte === COMMA || state.depth === 0);
      if (ends) {
        buffer.append(chunk.subarray(start, i));
        // an empty array has no element
        if (!(state.depth === 0 && buffer.isEmpty)) yield buffer.take(state.startLine, { terminated: true });
      }
      if (opened || ends || (buffer.isEmpty && SPACES.has(byte) && start === i)) {
        start = i + 1;
        state.startLine = state.line;
      }
    }
    if (start < chunk.length) buffer.append(chunk.subarray(start));
  }
  if (state.depth > 0)
    yield { line: state.startLine, reason: "expected the array to end with ], got the end of the file" };
  else if (!buffer.isEmpty) yield { line: state.startLine, reason: "expected nothing after the array's ], got more" };
}

function advance(state: State, byte: number): void {
  if (byte === LF) state.line++;
  if (state.inString) {
    if (state.escaped) state.escaped = false;
    else if (byte === BACKSLASH) state.escaped = true;
    else if (byte === QUOTE) state.inString = false;
    return;
  }
  if (byte === QUOTE) state.inString = true;
  else if (OPENING.has(byte)) state.depth++;
  else if (CLOSING.has(byte)) state.depth--;
}
