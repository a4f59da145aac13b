import * as z from 'zod';
import { didItChange } from '../../history/did-it-change.ts';
import { answerNotes, answerSentence } from '../../report/words/answer-words.ts';
import { ChangeAnswer } from '../answers/change-answers.ts';
import { ApiProblem } from '../api-problem.ts';
import { byEndpoint, range } from '../queries.ts';
import { route } from '../route.ts';
import { endpointIn } from './endpoints.ts';

const tones = {
  changed: 'alarm',
  'may-have': 'warning',
  'was-changed': 'warning',
  'cannot-tell': 'warning',
  'no-change-shown': 'good',
} as const;

/** Did the model change last Tuesday? The same answer as on the command line. */
export const changeRoutes = [
  route({
    id: 'didItChange',
    method: 'get',
    path: '/endpoints/{endpoint}/change',
    summary: 'Whether the answers of an endpoint changed in a span of time, in one sentence and with its numbers',
    description: 'A day is asked for by `from` it and `to` the next one. Without `to`, until now.',
    parameters: byEndpoint,
    query: z.strictObject({ from: range.from.unwrap(), to: range.to }),
    answer: ChangeAnswer,
    handle: async ({ path, query: { from, to } }, runtime) => {
      const { id } = endpointIn(runtime, path.endpoint);
      const span = { from, until: to ?? runtime.clock.now().toISOString() };
      if (Date.parse(span.from) >= Date.parse(span.until))
        throw new ApiProblem('bad-request', [{ where: 'to', what: 'expected a time after from' }]);
      const answer = await didItChange(id, span, runtime);
      return {
        ...answer,
        tone: tones[answer.kind],
        sentence: answerSentence(answer),
        notes: answerNotes(answer),
      };
    },
  }),
];
