import type { Answered } from './quick-fetch.ts';
import { ReadingRoom } from './reading-room.ts';

/** An answer that is larger than anything that an endpoint is expected to say. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';

  /** @param maxBytes what was allowed. */
  constructor(maxBytes: number) {
    super(`the answer is larger than ${maxBytes / bytesPerMB} MB (maxAnswerMB of the endpoint)`);
  }
}

const bytesPerMB = 1_000_000;

/** How many bytes of an answer are read, unpacked, where an endpoint sets no `maxAnswerMB`. */
export const usualMaxBytes = 8 * bytesPerMB;

/** The cap of an endpoint in bytes. */
export function maxAnswerBytes({ maxAnswerMB }: { readonly maxAnswerMB?: number | undefined }): number {
  return maxAnswerMB === undefined ? usualMaxBytes : Math.ceil(maxAnswerMB * bytesPerMB);
}

const room = new ReadingRoom();

/**
 * Reads a body to its end, as long as that comes before the cap. `fetch` unpacks while we read, so a compressed body that
 * grows without end is left at the cap as well, and its connection is closed.
 *
 * @param reader who holds the bytes until it calls `letGo`, where they are not looked at as soon as they are there.
 * @throws {AnswerTooLarge} if it goes on after `maxBytes`.
 *
 * Memory O(maxBytes), whatever the server sends; of all that is held at a time, about 32 MB and one more.
 */
export async function readCapped(
  { body }: Pick<Answered, 'body'>,
  maxBytes: number,
  reader?: object,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const holder = reader ?? chunks;
  let size = 0;
  try {
    for await (const chunk of body ?? []) {
      size += chunk.length;
      if (size > maxBytes) throw new AnswerTooLarge(maxBytes); // leaving the loop cancels the body
      chunks.push(chunk);
      await room.hold(holder, chunk.length);
    }
    return concatenate(chunks, size);
  } finally {
    if (reader === undefined) letGo(holder);
  }
}

/** Says that an answer was looked at, or will not be. */
export function letGo(reader: object): void {
  room.leave(reader);
}

function concatenate(chunks: readonly Uint8Array[], size: number): Uint8Array {
  if (chunks.length === 1) return chunks[0] as Uint8Array;
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
