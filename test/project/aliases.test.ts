import { describe, expect, it } from 'vitest';
import { parseSource } from '../../lib/project/source-document.ts';

describe('an alias in a file', () => {
  it('stands for what its anchor says', () => {
    expect(parseSource('a.yaml', 'x: &one [1, 2]\ny: *one\n')).toMatchObject({
      value: { x: [1, 2], y: [1, 2] },
      problems: [],
    });
  });

  it.each(['x: *nowhere\n', 'x: *one\ny: &one 1\n'])(
    'of an anchor that is not set before it is a problem with its place: %j',
    (text) => {
      const { value, problems } = parseSource('a.yaml', text);
      expect(value).toBeUndefined();
      expect(problems).toEqual([{ where: 'a.yaml:1:4', what: expect.stringMatching(/anchor/) }]);
    },
  );

  it('of aliases of aliases that stand for millions of values is a problem with its place, at once', () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`,
    );
    const { value, problems } = parseSource('a.yaml', `l0: &l0 [lol]\n${levels.join('\n')}\n`);
    expect(value).toBeUndefined();
    expect(problems).toEqual([
      { where: expect.stringMatching(/^a\.yaml:\d+:\d+$/), what: expect.stringMatching(/far too many/) },
    ]);
  });

  it('of itself is one, too', () => {
    expect(parseSource('a.yaml', 'x: &x [*x]\n').problems).toHaveLength(1);
  });
});

it.each(['[', '{a: ', '- '])('says that values are nested too deeply: %j', (open) => {
  const { value, problems } = parseSource('a.yaml', open.repeat(20_000));
  expect(value).toBeUndefined();
  expect(problems.length).toBeGreaterThan(0);
});

it.each([
  [501, 1],
  [499, 0],
])('takes %i levels of nesting with %i problems', (levels, problems) => {
  const text = `a: ${'['.repeat(levels - 1)}1${']'.repeat(levels - 1)}\n`;
  expect(parseSource('a.yaml', text).problems).toHaveLength(problems);
});

it('says where a list or an object stands for a name, and quotes it nowhere', () => {
  const warned: unknown[] = [];
  const { emitWarning } = process;
  process.emitWarning = ((warning: unknown) => warned.push(warning)) as typeof process.emitWarning;
  try {
    const { value, problems } = parseSource('a.yaml', 'x:\n  ? [secret]\n  : 1\n');
    expect(value).toBeUndefined();
    expect(problems).toEqual([{ where: 'a.yaml:2:5', what: 'expected a name, got a list or an object' }]);
  } finally {
    process.emitWarning = emitWarning;
  }
  expect(warned).toEqual([]);
});
