import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Json } from '../domain/json.ts';
import type { JsonPath } from './json-path.ts';
import { mayHold, redact, repeatsName } from './redact.ts';

/** A body with what was configured taken out; `body` is absent where nobody could have found it in there. */
export interface RedactedBody {
  readonly body?: string;
  readonly hit: readonly string[];
}

/** After so long the event loop gets its turn. */
const longestTurnMs = 0.5;

/**
 * Takes what stands at the paths out of a body: of one JSON value, of each line of JSON Lines, of the data of each event
 * of an event stream. Where nothing stands at the paths the text stays as it was, byte for byte. A body of another form
 * is left out as a whole: what cannot be read cannot be redacted. Long streams are done bit by bit.
 */
export async function redactBody(
  text: string,
  contentType: string | undefined,
  paths: readonly JsonPath[],
): Promise<RedactedBody> {
  if (paths.length === 0) return { body: text, hit: [] };
  const hits = new Set<string>();
  const clean = (json: string): string => {
    const parsed = JSON.parse(json) as Json;
    const { value, hit } = redact(parsed, paths);
    for (const path of hit) hits.add(path);
    return hit.length === 0 && !repeatsName(json, parsed) ? json : JSON.stringify(value);
  };
  const cleanLine = (json: string) => (mayHold(json, paths) ? clean(json) : json);
  try {
    const body = contentType?.includes('text/event-stream')
      ? await eachLine(text, (line) => eventLine(line, cleanLine))
      : /ndjson|jsonl|json-seq/.test(contentType ?? '')
        ? await eachLine(text, (line) => (line.trim() === '' ? line : cleanLine(line)))
        : clean(text);
    return { body, hit: [...hits] };
  } catch {
    return { hit: [] };
  }
}

function eventLine(line: string, clean: (json: string) => string): string {
  if (line === '' || line.startsWith(':') || /^(event|id|retry):/.test(line)) return line;
  const found = /^(data: ?)(.*)$/s.exec(line);
  if (found === null) throw new Error('not a line of an event stream');
  const [, head = '', data = ''] = found;
  return data === '[DONE]' || data === '' ? line : head + clean(data);
}

/** Line ends of any kind are kept. */
async function eachLine(text: string, change: (line: string) => string): Promise<string> {
  const pieces = text.split(/(\r\n|\n|\r)/);
  let turnBegan = performance.now();
  for (let i = 0; i < pieces.length; i += 2) {
    pieces[i] = change(pieces[i] as string);
    if (performance.now() - turnBegan < longestTurnMs) continue;
    await nextTurn();
    turnBegan = performance.now();
  }
  return pieces.join('');
}
