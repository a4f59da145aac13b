import { goldenOfStep } from '../../domain/golden/golden-key.ts';
import type { GoldenRequest } from '../../domain/golden/golden-request.ts';
import type { Sample } from '../../domain/run/sample.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';

/** What is to be erased, as far as it is known when it is seen. */
export interface ToErase {
  isInSample(sample: Sample): boolean;
  isInJudgement(judgement: Judgement): boolean;
  isInGolden(golden: GoldenRequest): boolean;
}

/** Everything of one golden; steps of a trace tree are parts of theirs. */
export function everythingOf(golden: string): ToErase {
  const isIts = (id: string) => id === golden || id.startsWith(`${golden}/`);
  return {
    isInSample: (sample) => isIts(sample.golden),
    // Judgements name goldens by their keys, which hold a step and a version.
    isInJudgement: ({ explanation: { goldens = [], examples = [], answers = [] } = {} }) =>
      [...goldens, ...examples, ...answers].some((one) => isIts(goldenOfStep(one.golden))),
    isInGolden: ({ id }) => isIts(id),
  };
}

/** Whatever holds a text somewhere in its strings, in upper or lower case: a name, an address, a number of a customer. */
export function everythingWith(text: string): ToErase {
  const wanted = text.normalize('NFC').toLowerCase();
  const holds = (value: unknown): boolean => {
    if (typeof value === 'string') return value.normalize('NFC').toLowerCase().includes(wanted);
    if (typeof value !== 'object' || value === null) return false;
    return Object.entries(value).some(([key, one]) => holds(key) || holds(one));
  };
  return { isInSample: holds, isInJudgement: holds, isInGolden: holds };
}
