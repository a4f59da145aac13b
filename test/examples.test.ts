import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** `f(x) // result` behind `@example`; a result may be followed by a comma and words. */
const example = /^ \*? ?@example (?<code>.+?) \/\/ (?<result>.+?)(?:, [a-z][^:\]}]*)?$/gm;

const files = globSync('lib/{stats,features,domain}/**/*.ts', { cwd: new URL('..', import.meta.url).pathname });
const examples = files.sort().flatMap((file) => {
  const source = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8').replace(
    /^\/\*\* @example/gm,
    ' * @example',
  );
  const whole = [...source.matchAll(example)].filter((found) => !found[0].includes('…')); // cut short for the reader
  return whole.map(({ groups }) => ({ file, ...(groups as { code: string; result: string }) }));
});

/** Numbers are as exact as their digits say. */
function expectLike(value: unknown, result: unknown, digits: string): void {
  if (typeof result === 'number') {
    const decimals = Math.max(0, ...[...digits.matchAll(/\.(\d+)/g)].map((match) => (match[1] as string).length));
    expect(value).toBeCloseTo(result, decimals);
  } else if (typeof result === 'object' && result !== null) {
    const given = value as { [key: string]: unknown };
    expect(Object.keys(given)).toEqual(expect.arrayContaining(Object.keys(result)));
    for (const [key, part] of Object.entries(result)) expectLike(given[key], part, digits);
  } else expect(value).toEqual(result);
}

describe('examples of functions', () => {
  it('are there', () => {
    expect(examples.length).toBeGreaterThan(35);
  });

  it.each(examples)('$file: $code', async ({ file, code, result }) => {
    const scope = (await import(`../${file}`)) as { [name: string]: unknown };
    const evaluate = (text: string) => new Function(...Object.keys(scope), `return (${text})`)(...Object.values(scope));
    expectLike(evaluate(code), evaluate(result), result);
  });
});
