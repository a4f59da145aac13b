import { execFile } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const root = resolve(import.meta.dirname, '../..');
const recordings = join(root, 'test/fixtures/lab-a/temperature-0.8');
const action = parse(readFileSync(join(root, 'action.yml'), 'utf8'));

/** Runs the step of the action as a runner would; `npx` is this checkout. */
async function act(inputs: { [name: string]: string }) {
  using folder = temporaryFolder();
  const npx = join(folder.path, 'npx');
  writeFileSync(npx, `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${root}/lib/cli/main.ts" "$@"\n`);
  chmodSync(npx, 0o755);
  const [output, summary] = ['output', 'summary'].map((name) => join(folder.path, name)) as [string, string];
  const values: { [name: string]: string } = {};
  for (const [name, { default: usual = '' }] of Object.entries<{ default?: string }>(action.inputs))
    values[name] = inputs[name] ?? usual;
  const [step] = action.runs.steps;
  const env = Object.fromEntries(
    Object.entries<string>(step.env).map(([name, text]) => [
      name,
      text
        .replace(/\$\{\{ inputs\.([\w-]+) \}\}/, (_, input) => values[input] ?? '')
        .replace(/\$\{\{ github\.action_path \}\}/, root),
    ]),
  );
  const code = await new Promise<number>((settle) => {
    execFile(
      'bash',
      ['-c', step.run],
      {
        cwd: folder.path,
        env: {
          ...process.env,
          ...env,
          PATH: `${folder.path}:${process.env.PATH}`,
          GITHUB_OUTPUT: output,
          GITHUB_STEP_SUMMARY: summary,
        },
      },
      (error) => settle(error === null ? 0 : Number(error.code)),
    );
  });
  const read = (path: string) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return '';
    }
  };
  return { code, output: read(output), summary: read(summary) };
}

describe('the GitHub Action', () => {
  it('passes and fails as the command does, and says in a summary what was found, without an answer', async () => {
    const [before, after] = ['fp16', 'finetune_reply'].map((name) => join(recordings, `${name}.jsonl.gz`)) as [
      string,
      string,
    ];
    const changed = await act({ command: 'compare', arguments: `${before}\n${after}\n--permutations\n199` });
    expect(changed).toMatchObject({ code: 1, output: 'exit-code=1\n' });
    expect(changed.summary).toMatch(
      /^## pinwatch compare: drift[\s\S]*\*\*`changed`\*\*: p = 0\.\d+ \(alpha 0\.05\)[\s\S]*\| golden \| effect \|/,
    );
  }, 60_000);

  it('runs no other command, and nothing that an input hides', async () => {
    expect(await act({ command: 'init; touch x' })).toMatchObject({ code: 2, summary: '' });
    const hidden = await act({ command: 'compare', arguments: '$(touch x)\n`touch x`' });
    expect(hidden).toMatchObject({ code: 2, output: 'exit-code=2\n' });
    expect(hidden.summary).toContain('wrong usage, configuration or input');
  }, 60_000);
});
