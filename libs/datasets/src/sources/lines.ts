import { MAX_PIECE_BYTES, PieceBuffer, withoutBom, type Piece } from "./pieces";

const LF = 0x0a;

/** The lines of a file, whatever their ending; a line that is too long or not UTF-8 comes as a reason. */
export async function* readLines(
  bytes: AsyncIterable<Uint8Array>,
  { maxLineBytes = MAX_PIECE_BYTES }: { maxLineBytes?: number } = {},
): AsyncGenerator<Piece> {
  const buffer = new PieceBuffer(maxLineBytes);
  let line = 1;
  for await (const chunk of withoutBom(bytes)) {
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      buffer.append(chunk.subarray(start, end));
      yield withoutReturn(buffer.take(line, { terminated: true }));
      line++;
      start = end + 1;
    }
    if (start < chunk.length) buffer.append(chunk.subarray(start));
  }
  if (!buffer.isEmpty) yield withoutReturn(buffer.take(line, { terminated: false }));
}

function withoutReturn(piece: Piece): Piece {
  if ("reason" in piece || !piece.terminated || !piece.text.endsWith("\r")) return piece;
  return { ...piece, text: piece.text.slice(0, -1) };
}
