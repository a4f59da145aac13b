import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Command, CommanderError } from 'commander';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { registerCompare } from '../../lib/cli/compare.ts';
import { ConfigError } from '../../lib/domain/errors.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'compare-'));
  write('before.jsonl.gz', 8, (golden) => `the answer to ${golden}`);
  write('after.jsonl', 8, (golden) => (golden === 'b' ? 'something \u001b[31melse' : `the answer to ${golden}`));
  write('other-goldens.jsonl', 8, (golden) => golden, ['a', 'z']);
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
});

function write(name: string, runs: number, text: (golden: string) => string, goldens = ['a', 'b']): void {
  const lines = Array.from({ length: runs }, (_, run) =>
    goldens.flatMap((golden) =>
      [0, 1].map((repetition) =>
        JSON.stringify({
          run: `${name}-${run}`,
          at: `2026-01-0${run + 1}T00:00:00Z`,
          golden,
          repetition,
          text: text(golden),
          finishReason: 'stop',
        }),
      ),
    ),
  )
    .flat()
    .join('\n');
  writeFileSync(join(folder, name), name.endsWith('.gz') ? gzipSync(lines) : lines);
}

async function pinwatch(...args: string[]): Promise<{ output: string; exitCode: unknown }> {
  let output = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  const program = new Command('pinwatch').exitOverride();
  registerCompare(program);
  for (const command of program.commands) command.exitOverride();
  const paths = args.map((argument) => (/\.jsonl/.test(argument) ? join(folder, argument) : argument));
  await program.parseAsync(['compare', ...paths], { from: 'user' });
  return { output: output.replaceAll(folder, ''), exitCode: process.exitCode };
}

describe('pinwatch compare', () => {
  it('exits with 1 and shows where answers part when they changed', async () => {
    const { output, exitCode } = await pinwatch('before.jsonl.gz', 'after.jsonl');
    expect(exitCode).toBe(1);
    // Without the lines that name the files: where they break depends on the folder's name.
    expect(output.replace(/ {2}Before[\s\S]*?(?= {2}P-value)/, '')).toMatchInlineSnapshot(`
      "CHANGED  p = 0.0005, alpha = 0.05

        P-value    0.0005 for "both come from one distribution", from 2,000 labellings
        Assumed    Whole runs were shuffled, 8 before and 8 after. The p-value holds whatever the
                   draws of one run have in common, as long as runs are alike when nothing changed.
        Effect     50 % [50 %, 50 %] of answers, averaged over goldens: the total variation that these
                   data can show, with a 95 % interval from resampling runs
        Goldens      100 %  b  most moved first: a ranking, not a test

        Example    golden b; "before": 16 of 16 before, 0 of 16 since; "after": 0 of 16 before, 16 of
                   16 since
          before   the answer to b
          after    something \\u{1b}[31melse
                   ▲ they part here
      "
    `);
  });

  it('never lets an answer write escape sequences to the terminal', async () => {
    const { output } = await pinwatch('before.jsonl.gz', 'after.jsonl');
    expect(output).not.toContain('\u001b[31m');
  });

  it('exits with 3 for a change that only independent draws would prove, and with 1 for one that is total', async () => {
    const goldens = (count: number) => Array.from({ length: count }, (_, i) => `golden-${i}`);
    const changed = (golden: string) => `Gur nafjre gb ${golden.length} vf ${golden}.`;
    for (const [count, code, words] of [
      [20, 3, 'CHANGED, IF DRAWS ARE INDEPENDENT'],
      [60, 1, 'CHANGED  '],
    ] as const) {
      write(`one-${count}.jsonl`, 1, (golden) => `The answer to it is ${golden}.`, goldens(count));
      write(`other-${count}.jsonl`, 1, changed, goldens(count));
      const { output, exitCode } = await pinwatch(`one-${count}.jsonl`, `other-${count}.jsonl`);
      expect(output).toContain(words);
      expect(exitCode).toBe(code);
    }
  });

  it('exits with 0 when nothing changed', async () => {
    const { output, exitCode } = await pinwatch('before.jsonl.gz', 'before.jsonl.gz', '--seed', '7');
    expect(exitCode).toBe(0);
    expect(output).toContain('NO CHANGE SHOWN  p = 1.0');
    expect(output).toContain('8 run ids stand in both recordings');
  });

  it('writes one JSON object', async () => {
    const { output, exitCode } = await pinwatch('before.jsonl.gz', 'after.jsonl', '--json', '--alpha', '0.00001');
    const result = JSON.parse(output);
    expect(exitCode).toBe(3); // so small a p-value was not possible
    expect(result).toMatchObject({
      schema: 'compare/1',
      alpha: 0.00001,
      changed: false,
      verdict: 'cannot-tell',
      exchangeable: 'runs',
      labellings: 2000,
      effect: { estimate: 0.5 },
      goldens: [{ golden: 'b', effect: 1 }, { golden: 'a' }],
    });
  });

  it('turns away bad input and bad options', async () => {
    await expect(pinwatch('before.jsonl.gz', 'missing.jsonl')).rejects.toThrow(ConfigError);
    await expect(pinwatch('before.jsonl.gz', 'other-goldens.jsonl')).rejects.toThrow(
      /lacks b, expected the same goldens/,
    );
    await expect(pinwatch('before.jsonl.gz')).rejects.toThrow(CommanderError);
    for (const wrong of [
      ['--alpha', '5'],
      ['--alpha', ''],
      ['--alpha', 'NaN'],
      ['--permutations', '0'],
      ['--permutations', '1.5'],
    ])
      await expect(pinwatch('before.jsonl.gz', 'after.jsonl', ...wrong)).rejects.toThrow(CommanderError);
  });
});
