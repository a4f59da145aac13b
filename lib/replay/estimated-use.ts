import { mayBeBilled } from '../domain/run/completion.ts';
import type { Sample } from '../domain/run/sample.ts';
import type { DrawEstimate } from '../plan/run-budget.ts';

/**
 * The sample with an estimate of what nobody told: the prompt or the answer of a call without its usage, and attempts that
 * failed after the model may have begun to write. What is told stands as it is; what certainly was not billed counts nothing.
 */
export function withEstimatedUse(sample: Sample, draw: DrawEstimate): Sample {
  const failed = (sample.failedAttempts ?? []).filter(({ error }) => mayBeBilled(error)).length / draw.requests;
  const isCounted = sample.error === undefined || ((sample.attempts ?? 1) > 0 && mayBeBilled(sample.error));
  const last = (told: number | undefined, counted: number | undefined, estimate: number) =>
    told === undefined && isCounted ? (counted ?? estimate) : 0;
  const input = failed * draw.inputTokens + last(sample.inputTokens, sample.countedInputTokens, draw.inputTokens);
  const output = failed * draw.outputTokens + last(sample.outputTokens, undefined, draw.outputTokens);
  return {
    ...sample,
    ...(input > 0 ? { estimatedInputTokens: Math.ceil(input) } : {}),
    ...(output > 0 ? { estimatedOutputTokens: Math.ceil(output) } : {}),
  };
}
