import type { Completion } from '../../domain/run/completion.ts';
import type { HttpAnswer } from '../shared/exchange.ts';
import { InBandFailure } from '../shared/in-band-failure.ts';
import { readPayload } from '../shared/payload.ts';
import { assembleConverse } from './assemble-converse.ts';
import { assembleInvoke } from './assemble-invoke.ts';
import { looksLikeEventStream, parseEventStream } from './event-stream.ts';
import { readConverse } from './read-converse.ts';
import { countsInHeaders, readInvoke } from './read-invoke.ts';

/** Reads what Converse or ConverseStream answered. */
export function readConverseAnswer(answer: HttpAnswer): Completion {
  if (looksLikeEventStream(answer.bytes)) return readConverse(assembleConverse(parseEventStream(answer.bytes)));
  return readConverse(wholeJson(answer));
}

/** Reads what InvokeModel or InvokeModelWithResponseStream answered; a stream has its counts in its last chunk. */
export function readInvokeAnswer(answer: HttpAnswer): Completion {
  if (!looksLikeEventStream(answer.bytes)) return readInvoke(wholeJson(answer), countsInHeaders(answer.headers));
  const { json, counts } = assembleInvoke(parseEventStream(answer.bytes));
  return readInvoke(json, counts);
}

/** Neither method answers with server-sent events; whatever sends them is not Bedrock. */
function wholeJson({ body }: HttpAnswer): unknown {
  const payload = readPayload(body);
  if (payload.kind === 'whole') return payload.json;
  throw new InBandFailure({ code: 'server_error' });
}
