import { StringDecoder } from 'node:string_decoder';

/** An element of a list, as it stands in the text. */
export interface ListElement {
  readonly text: string;
  /** Line on which it begins, from 1 on. */
  readonly line: number;
}

/**
 * Cuts the text of one JSON list into its elements without parsing it: brackets are counted, texts skipped. What is no
 * JSON comes out as an element that does not parse. Memory: one element and one chunk.
 */
export async function* listElements(chunks: AsyncIterable<Buffer>): AsyncGenerator<ListElement> {
  const decoder = new StringDecoder('utf8');
  let depth = 0;
  let quoted = false;
  let escaped = false;
  let line = 1;
  let begun = '';
  let beganOn = 0;

  for await (const chunk of chunks) {
    const text = decoder.write(chunk);
    let from = beganOn === 0 ? -1 : 0;
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === 10) line++;
      if (quoted) {
        if (escaped) escaped = false;
        else if (c === 92) escaped = true;
        else if (c === 34) quoted = false;
        continue;
      }
      const ends = depth === 1 && (c === 44 || c === 93); // , ]
      if (ends && beganOn > 0) {
        yield { text: begun + text.slice(from, i), line: beganOn };
        begun = '';
        beganOn = 0;
        from = -1;
      }
      if (depth >= 1 && !ends && beganOn === 0 && c > 32) {
        beganOn = line;
        from = i;
      }
      if (c === 34) quoted = true;
      else if (c === 91 || c === 123) depth++;
      else if (c === 93 || c === 125) depth--;
    }
    if (from >= 0) begun += text.slice(from);
  }
  if (beganOn > 0) yield { text: begun, line: beganOn };
  else if (depth > 0) yield { text: '', line }; // no bracket closes the list
}
