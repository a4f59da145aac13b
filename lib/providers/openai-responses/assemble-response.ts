import { HalfAnswer, InBandFailure } from '../shared/in-band-failure.ts';
import type { StreamEvent } from '../shared/payload.ts';
import { isRecord } from '../shared/reading.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The response that the last event of a stream carries. Everything before it is in there again, as a rule: where its
 * output is empty, the items and texts that came on the way are put in. Events go by the `type` in them, as not every
 * server names them on the line above.
 *
 * @throws {InBandFailure} if the response failed.
 * @throws {HalfAnswer} if no event says that the response ended.
 */
export function assembleResponse(events: Iterable<StreamEvent>): unknown {
  const items = new Map<unknown, unknown>();
  let text = '';
  for (const { event, json } of events) {
    if (!isRecord(json)) throw new HalfAnswer('an event of the stream is no object');
    const type = typeof json.type === 'string' ? json.type : event;
    if (type === 'response.output_item.done') items.set(json.output_index ?? items.size, json.item);
    if (type === 'response.output_text.delta' && typeof json.delta === 'string') text += json.delta;
    if (type === 'response.failed' || type === 'response.cancelled') throw new InBandFailure(json);
    if (type === 'response.completed' || type === 'response.incomplete')
      return complete(isRecord(json.response) ? json.response : {}, [...items.values()], text);
  }
  throw new HalfAnswer('the stream ended before its response was complete');
}

function complete(response: Fields, items: readonly unknown[], text: string): unknown {
  if (Array.isArray(response.output) && response.output.length > 0) return response;
  if (items.length > 0) return { ...response, output: items };
  const message = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] };
  return { ...response, output: text === '' ? [] : [message] };
}
