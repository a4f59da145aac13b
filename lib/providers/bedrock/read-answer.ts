import type { Completion } from '../../domain/run/completion.ts';
import type { HttpAnswer } from '../shared/exchange.ts';
import { assembleConverse } from './assemble-converse.ts';
import { assembleInvoke } from './assemble-invoke.ts';
import { parseEventStream } from './event-stream.ts';
import { readConverse } from './read-converse.ts';
import { readInvoke } from './read-invoke.ts';

/** Reads what Converse or ConverseStream answered. */
export function readConverseAnswer(answer: HttpAnswer): Completion {
  return readConverse(isStream(answer) ? assembleConverse(parseEventStream(answer.bytes)) : JSON.parse(answer.body));
}

/** Reads what InvokeModel or InvokeModelWithResponseStream answered; a stream has its counts in its last chunk. */
export function readInvokeAnswer(answer: HttpAnswer): Completion {
  if (!isStream(answer)) return readInvoke(answer);
  const { json, counts } = assembleInvoke(parseEventStream(answer.bytes));
  return { ...counts, ...readInvoke({ ...answer, body: JSON.stringify(json) }) };
}

function isStream({ headers }: HttpAnswer): boolean {
  return headers.get('content-type')?.startsWith('application/vnd.amazon.eventstream') === true;
}
