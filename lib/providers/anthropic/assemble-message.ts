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
  const blocks: OpenBlock[] = [];
  const latest = new Map<unknown, OpenBlock>(); // by index: some gateways give several blocks the same one, or none
  let usage: unknown;
  let isOpen = true;
  let isFramed = false;
  const open = (index: unknown, block: OpenBlock): OpenBlock => {
    blocks.push(block);
    latest.set(index, block);
    return block;
  };
  for (const event of events) {
    if (!isRecord(event)) throw new HalfAnswer('an event of the stream is no object');
    const { type, index, delta, content_block: block } = event;
    if (type === 'message_start' && isRecord(event.message)) {
      overlay(message, event.message);
      usage = overlayUsage(usage, event.message.usage);
    } else if (type === 'content_block_start' && isRecord(block)) {
      if (typeof (block.text ?? '') !== 'string') throw new HalfAnswer('a block of the stream has a text that is none');
      isFramed = true;
      open(index, { ...block });
    } else if (type === 'content_block_delta' && isRecord(delta)) {
      // Of a server that opens its blocks: put behind the others, it would make a text that nobody wrote.
      if (isFramed && !latest.has(index) && index !== blocks.length)
        throw new HalfAnswer('an event of the stream is of a block that is none');
      extendBlock(latest.get(index) ?? open(index, openedBy(delta)), delta);
    } else if (type === 'message_delta') {
      if (isRecord(delta)) overlay(message, delta);
      usage = overlayUsage(usage, event.usage);
      isOpen = false;
    } else if (type === 'message_stop') isOpen = false;
  }
  if (isOpen) throw new HalfAnswer('the stream ended before its message was complete');
  const counted = usage === undefined ? {} : { usage };
  return { stop_reason: null, ...message, ...counted, content: blocks.map(closeBlock) };
}

function openedBy({ type }: { readonly [key: string]: unknown }): OpenBlock {
  return { type: type === 'input_json_delta' ? 'tool_use' : type === 'text_delta' ? 'text' : 'thinking' };
}

function extendBlock(block: OpenBlock, { type, text, partial_json }: { readonly [key: string]: unknown }): void {
  if (type === 'text_delta' && typeof text === 'string') block.text = `${block.text ?? ''}${text}`;
  if (type === 'input_json_delta' && typeof partial_json === 'string')
    block.partialJson = `${block.partialJson ?? ''}${partial_json}`;
}

function closeBlock({ partialJson, ...block }: OpenBlock): object {
  return partialJson === undefined || partialJson === '' ? block : { ...block, input: partialJson };
}
