import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { Draw } from '../domain/run/observed-run.ts';
import { observeDraw } from '../features/observe-draw.ts';
import { goldenIdOf, type Material } from './material.ts';

/** Ends answers after half of what they say, text and arguments of tools alike, and asks the golden's expectations again. */
export function halving(goldens: readonly Pick<GoldenRequest, 'id' | 'expectations'>[]): Material['halved'] {
  const expectations = new Map(goldens.map((golden) => [golden.id, golden.expectations]));
  const known = new WeakMap<Draw, Draw>();
  return (key, draw) => {
    const before = known.get(draw);
    if (before !== undefined) return before;
    const golden = goldenIdOf(key);
    const { text, toolCalls, finishReason } = draw;
    const calls = toolCalls.map((call) => ({ ...call, arguments: half(call.arguments) }));
    const answer = { run: '', at: '', golden, repetition: 0, text: half(text), toolCalls: calls };
    const halved = observeDraw(
      { ...answer, ...(finishReason === undefined ? {} : { finishReason }) },
      key.includes(' › ') ? undefined : expectations.get(golden),
    );
    known.set(draw, halved);
    return halved;
  };
}

function half(text: string): string {
  return text.slice(0, Math.ceil(text.length / 2));
}
