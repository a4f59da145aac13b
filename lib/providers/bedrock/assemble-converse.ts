import * as z from 'zod';
import type { StreamedEvent } from './event-stream.ts';

const Index = z.int().min(0);
const Start = z.looseObject({
  contentBlockIndex: Index,
  start: z.looseObject({ toolUse: z.looseObject({}).nullish() }).nullish(),
});
const Delta = z.looseObject({
  contentBlockIndex: Index,
  delta: z.looseObject({ text: z.string().nullish(), toolUse: z.looseObject({ input: z.string() }).nullish() }),
});
const Stop = z.looseObject({ stopReason: z.string() });
const Metadata = z.looseObject({});

interface OpenBlock {
  text?: string;
  toolUse?: object;
  /** Arguments of a tool call, as the text they came in. */
  input?: string;
}

/**
 * Puts a streamed answer of Converse together into the one that comes at once; a tool's `input` stays the text that came
 * over the wire. Reasoning is not put together, as it is not read; events that we do not know are skipped.
 *
 * @throws if the stream broke off: without a reason to stop there is no answer.
 */
export function assembleConverse(events: readonly StreamedEvent[]): object {
  const blocks: OpenBlock[] = [];
  let stop: z.infer<typeof Stop> | undefined;
  let metadata: z.infer<typeof Metadata> = {};
  for (const { type, payload } of events) {
    if (type === 'contentBlockStart') {
      const { contentBlockIndex: at, start } = Start.parse(payload);
      if (start?.toolUse != null) blocks[at] = { toolUse: start.toolUse, input: '' };
    } else if (type === 'contentBlockDelta') {
      const { contentBlockIndex: at, delta } = Delta.parse(payload);
      blocks[at] = extended(blocks[at] ?? {}, delta);
    } else if (type === 'messageStop') stop = Stop.parse(payload);
    else if (type === 'metadata') metadata = Metadata.parse(payload);
  }
  if (stop === undefined) throw new Error('the stream ended before its answer was complete');
  const content = blocks.flatMap(closed);
  return { ...metadata, ...stop, output: { message: { role: 'assistant', content } } };
}

function extended(block: OpenBlock, { text, toolUse }: z.infer<typeof Delta>['delta']): OpenBlock {
  return {
    ...block,
    ...(text == null ? {} : { text: `${block.text ?? ''}${text}` }),
    ...(toolUse == null ? {} : { input: `${block.input ?? ''}${toolUse.input}` }),
  };
}

function closed({ text, toolUse, input }: OpenBlock): object[] {
  if (toolUse !== undefined) return [{ toolUse: { ...toolUse, input: input === '' ? {} : input } }];
  return text === undefined ? [] : [{ text }];
}
