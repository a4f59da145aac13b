import { describe, expect, it } from 'vitest';
import type { Draw } from '../../lib/domain/run/observed-run.ts';
import { partingOf } from '../../lib/power/answer-paths.ts';
import { nearTieOf, tilted, turnedBy } from '../../lib/power/first-token.ts';

const draw = (text: string, ...shares: (readonly [string, number])[]): Draw => ({
  ...{ text, toolCalls: [], properties: {} },
  logprobs: [Math.log(shares[0]?.[1] ?? 1)],
  firstTokenTop: shares.map(([token, share]) => [token, Math.log(share)] as const),
});
const odds = ({ firstTokenTop: top = [] }: Draw, token: string) => {
  const share = Math.exp(top.find(([one]) => one === token)?.[1] ?? Number.NEGATIVE_INFINITY);
  return share / (1 - share);
};
const yes = draw('Yes', ['Yes', 0.5], ['No', 0.3], ['Maybe', 0.1]);
const no = draw('No', ['No', 0.48], ['Yes', 0.4], ['Maybe', 0.1]);

describe('the two likeliest first tokens', () => {
  it('are those of all draws together, and unknown where one draw does not tell', () => {
    expect(nearTieOf([yes, yes, no])).toEqual({ first: 'Yes', second: 'No' });
    expect(nearTieOf([yes, { ...no, firstTokenTop: [] }])).toBeUndefined();
  });

  it('make a golden part whatever was said', () => {
    expect(partingOf([yes, yes, yes])?.tie).toEqual({ first: 'Yes', second: 'No' });
  });
});

describe('a first token whose odds are moved', () => {
  const tie = { first: 'Yes', second: 'No' };
  const said = (token: string) => (token === 'No' ? { ...no, finishReason: 'length' } : undefined);

  it('has odds so many times as large, and all others as they were to each other', () => {
    const moved = tilted(yes, tie, 3, said);
    expect(odds(moved, 'No')).toBeCloseTo(3 * odds(yes, 'No'), 9);
    const share = (of: Draw, token: string) => Math.exp(of.firstTokenTop?.find(([one]) => one === token)?.[1] ?? 0);
    expect(share(moved, 'Yes') / share(moved, 'Maybe')).toBeCloseTo(5, 9);
  });

  it('says the likeliest token where it said the likeliest, with its log-probability', () => {
    const moved = tilted(yes, tie, 3, said);
    expect(moved).toMatchObject({ text: 'No', finishReason: 'length' });
    expect(moved.logprobs?.[0]).toBe(moved.firstTokenTop?.[0]?.[1]);
    expect(tilted(yes, tie, 1.1, said).text).toBe('Yes');
  });

  it('keeps what was drawn at random', () => {
    const drawn = { ...yes, text: 'Maybe' };
    expect(tilted(drawn, tie, 3, said).text).toBe('Maybe');
  });

  it('is counted as turned only where it is another', () => {
    expect(turnedBy([yes, no], tie, 3)).toBe(0.5);
    expect(turnedBy([yes, no], tie, 1.1)).toBe(0);
  });
});
