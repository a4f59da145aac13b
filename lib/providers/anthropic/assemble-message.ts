import * as z from 'zod';
import { InBandFailure } from '../shared/complete-once.ts';
import { parseServerSentEvents } from '../shared/server-sent-events.ts';

const Block = z.looseObject({ type: z.string() });
const Index = z.int().min(0);

const Event = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('message_start'), message: z.looseObject({}) }),
  z.looseObject({ type: z.literal('content_block_start'), index: Index, content_block: Block }),
  z.looseObject({ type: z.literal('content_block_delta'), index: Index, delta: Block }),
  z.looseObject({ type: z.literal('content_block_stop'), index: Index }),
  z.looseObject({ type: z.literal('message_delta'), delta: z.looseObject({}), usage: z.looseObject({}).nullish() }),
  z.looseObject({ type: z.literal('message_stop') }),
]);

interface OpenBlock {
  [key: string]: unknown;
  type: string;
  text?: string;
  /** Arguments of a tool call, as the text they came in. */
  partialJson?: string;
}

/**
 * Puts a streamed message together into the object that the API gives without streaming; a tool's `input` stays the
 * text that came over the wire. Events that we do not know are skipped.
 */
export function assembleMessage(stream: string): object {
  let message: { [key: string]: unknown } = {};
  const blocks: OpenBlock[] = [];
  for (const { event, data } of parseServerSentEvents(stream)) {
    if (event === 'error') throw new InBandFailure(JSON.parse(data).error);
    const read = Event.safeParse(JSON.parse(data)).data;
    switch (read?.type) {
      case 'message_start':
        message = { ...read.message };
        break;
      case 'content_block_start':
        blocks[read.index] = { ...read.content_block };
        break;
      case 'content_block_delta':
        extend(blocks[read.index], read.delta);
        break;
      case 'message_delta':
        message = { ...message, ...read.delta, usage: { ...(message.usage as object), ...read.usage } };
        break;
      case 'message_stop':
        return { ...message, content: blocks.map(closed) };
    }
  }
  throw new Error('the stream ended before its message was complete');
}

function extend(block: OpenBlock | undefined, delta: { readonly [key: string]: unknown }): void {
  if (block === undefined) throw new Error('a delta belongs to no block');
  if (delta.type === 'text_delta') block.text = `${block.text ?? ''}${delta.text}`;
  if (delta.type === 'input_json_delta') block.partialJson = `${block.partialJson ?? ''}${delta.partial_json}`;
}

function closed({ partialJson, ...block }: OpenBlock): object {
  return partialJson === undefined || partialJson === '' ? block : { ...block, input: partialJson };
}
