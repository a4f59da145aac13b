import { HalfAnswer } from '../shared/in-band-failure.ts';
import { isRecord, overlay, overlayUsage } from '../shared/reading.ts';

interface OpenBlock {
  [key: string]: unknown;
  text?: string;
  /** Arguments of a tool call, as the text they came in. */
  partialJson?: string;
}

/**
 * Puts a streamed message together into the object that the API gives without streaming; a tool's `input` stays the
 * text that came over the wire. Events go by the `type` in them; those that we do not know are skipped, and a block that
 * no event opened, as some gateways forget to, is opened by its first delta.
 *
 * @throws {HalfAnswer} if no event says why the model stopped: `message_stop` alone also comes after a failure.
 */
export function assembleMessage(events: Iterable<unknown>): object {
  const message: Record<string, unknown> = {};
  const blocks = new Map<unknown, OpenBlock>();
  let usage: unknown;
  let isOpen = true;
  for (const event of events) {
    if (!isRecord(event)) throw new HalfAnswer('an event of the stream is no object');
    const { type, index, delta, content_block: block } = event;
    // Taken for a block of its own, it would be put behind the others, and a text that nobody wrote would be read.
    if (index !== undefined && !Number.isInteger(index))
      throw new HalfAnswer('an event is of a block without a number');
    if (type === 'message_start' && isRecord(event.message)) {
      overlay(message, event.message);
      usage = overlayUsage(usage, event.message.usage);
    } else if (type === 'content_block_start' && isRecord(block)) blocks.set(index, { ...block });
    else if (type === 'content_block_delta' && isRecord(delta))
      blocks.set(index, extendBlock(blocks.get(index), delta));
    else if (type === 'message_delta') {
      if (isRecord(delta)) overlay(message, delta);
      usage = overlayUsage(usage, event.usage);
      isOpen = false;
    } else if (type === 'message_stop') isOpen = false;
  }
  if (isOpen) throw new HalfAnswer('the stream ended before its message was complete');
  const counted = usage === undefined ? {} : { usage };
  return { stop_reason: null, ...message, ...counted, content: [...blocks.values()].map(closeBlock) };
}

function extendBlock(block: OpenBlock | undefined, delta: { readonly [key: string]: unknown }): OpenBlock {
  const { type, text, partial_json } = delta;
  const open = block ?? {
    type: type === 'input_json_delta' ? 'tool_use' : type === 'text_delta' ? 'text' : 'thinking',
  };
  if (type === 'text_delta' && typeof text === 'string') open.text = `${open.text ?? ''}${text}`;
  if (type === 'input_json_delta' && typeof partial_json === 'string')
    open.partialJson = `${open.partialJson ?? ''}${partial_json}`;
  return open;
}

function closeBlock({ partialJson, ...block }: OpenBlock): object {
  return partialJson === undefined || partialJson === '' ? block : { ...block, input: partialJson };
}
