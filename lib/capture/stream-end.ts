import { Buffer } from 'node:buffer';

const lineFeed = 0x0a;
/** A last line longer than this is none of those that we know. */
const longestKept = 16 * 1024;

/**
 * Notices when a stream says by itself that it is over: `data: [DONE]`, or a line of JSON with `"done": true`. Clients
 * stop reading there, some without closing the body, so that its end is never seen.
 */
export class StreamEnd {
  #tail: Uint8Array = Buffer.alloc(0);

  /** Whether the stream is over with these bytes. */
  after(chunk: Uint8Array): boolean {
    const text = this.#tail.length === 0 ? chunk : Buffer.concat([this.#tail, chunk]);
    let end = text.length;
    while (end > 0 && text[end - 1] === lineFeed) end--;
    const start = text.lastIndexOf(lineFeed, end - 1) + 1;
    this.#tail = text.length - start > longestKept ? Buffer.alloc(0) : text.subarray(start);
    return end < text.length && isLast(text.subarray(start, end));
  }
}

function isLast(line: Uint8Array): boolean {
  if (line.length > longestKept) return false;
  const text = Buffer.from(line.buffer, line.byteOffset, line.length).toString('utf8').trimEnd();
  if (text === 'data: [DONE]') return true;
  if (!/^\{.*"done":\s*true/.test(text)) return false;
  try {
    return (JSON.parse(text) as { done?: unknown }).done === true; // and not an argument of a tool call
  } catch {
    return false;
  }
}
