import { openTrace, type TraceMessage } from "../http/diagnostics.js";
import type { Piece } from "./download.js";

/** The pieces of a download, under the eyes of who listens to `ugoku:download`. */
export async function* traceBody(
  pieces: AsyncIterable<Piece>,
  message: TraceMessage,
): AsyncGenerator<Piece, void, undefined> {
  const close = openTrace(message);
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const piece of pieces) {
      message.bytes = piece.offset + piece.bytes.byteLength;
      yield piece;
    }
  } catch (error) {
    failure = { error };
    throw error;
  } finally {
    // Also where the reader leaves early.
    close(failure);
  }
}
