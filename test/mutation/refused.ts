import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Found, nameOf } from './sample.ts';

/** Only what can be mutated is compiled: types that tests alone would miss are not looked for. */
const config = { extends: './tsconfig.json', include: ['lib'], exclude: ['**/node_modules', 'lib/page'] };

/**
 * Which of these mutants the compiler refuses, by name: `npm run check` notices them before any test. They are written into a copy of
 * the project, one of each file at a time, so that a round says something about as many as there are files. An error counts where it
 * stands in the file that was mutated.
 */
export function refusedOf(mutants: readonly Found[], root: string, folder: string): Set<string> {
  const copy = join(folder, 'typed');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const name of ['lib', 'package.json', 'tsconfig.json'])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  writeFileSync(join(copy, 'tsconfig.lib.json'), JSON.stringify(config));
  const compiler = join(root, globSync('node_modules/typescript/bin/tsc', { cwd: root })[0] as string);

  const waiting = Object.values(Object.groupBy(mutants, ({ file }) => file)) as Found[][];
  const refused = new Set<string>();
  for (let round = 0; waiting.some((ofFile) => round < ofFile.length); round++) {
    const planted = waiting.flatMap((ofFile) => ofFile[round] ?? []);
    for (const mutant of planted) writeFileSync(join(copy, mutant.file), mutated(mutant, root));
    const { stdout } = spawnSync(process.execPath, [compiler, '--noEmit', '--project', 'tsconfig.lib.json'], {
      cwd: copy,
      encoding: 'utf8',
    });
    const wrong = new Set([...stdout.matchAll(/^(\S+?)\(\d+,\d+\): error/gm)].map(([, file]) => file));
    for (const mutant of planted) {
      if (wrong.has(mutant.file)) refused.add(nameOf(mutant.file, mutant));
      cpSync(join(root, mutant.file), join(copy, mutant.file));
    }
  }
  rmSync(copy, { recursive: true, force: true });
  return refused;
}

/** What stands at the place of a mutant. */
export function originalOf({ file, location: { start, end } }: Found, root: string): string {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  const found = lines.slice(start.line - 1, end.line);
  found[found.length - 1] = (found.at(-1) as string).slice(0, end.column - 1);
  found[0] = (found[0] as string).slice(start.column - 1);
  return found.join('\n');
}

/** The file with its mutant in place. */
function mutated({ file, location: { start, end }, replacement = '' }: Found, root: string): string {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  const before = [...lines.slice(0, start.line - 1), (lines[start.line - 1] as string).slice(0, start.column - 1)];
  const after = [(lines[end.line - 1] as string).slice(end.column - 1), ...lines.slice(end.line)];
  return `${before.join('\n')}${replacement}${after.join('\n')}`;
}
