import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writtenPath } from '../domain/api.ts';
import type { Problem } from '../domain/errors.ts';
import { GoldenFile, type GoldenRequest, goldenRequest } from '../domain/golden-request.ts';
import { expectationProblems } from '../usecases/check-expectations.ts';
import { explainIssues } from './explain-issue.ts';
import { type Path, parseSource, type SourceDocument } from './source-document.ts';

/** A golden and where it stands. */
export interface LoadedGolden {
  readonly golden: GoldenRequest;
  /** `file:line:column` of what stands at a path of the file; paths into the `body` are found however it is written. */
  place(path: Path): string;
}

export interface LoadedGoldens {
  readonly goldens: readonly LoadedGolden[];
  readonly problems: readonly Problem[];
}

/**
 * Reads a folder of goldens, subfolders included, in the order of their names: one golden in each `.yaml`, `.yml` or
 * `.json` file, one on each line of a `.jsonl` file. Other files are left alone.
 */
export function loadGoldens(folder: string): LoadedGoldens {
  const files = goldenFiles(folder);
  if (files === undefined)
    return { goldens: [], problems: [{ where: folder, what: 'expected a folder of golden requests, got nothing' }] };
  const read = files.flatMap((file) => sourcesIn(file).map(readGolden));
  const goldens = read.flatMap(({ golden }) => golden ?? []);
  const problems = [...read.flatMap((one) => one.problems), ...duplicates(goldens)];
  if (goldens.length === 0 && problems.length === 0)
    problems.push({ where: folder, what: 'expected at least one golden request, in a .yaml, .json or .jsonl file' });
  return { goldens, problems };
}

function goldenFiles(folder: string): string[] | undefined {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /^[^.].*\.(ya?ml|json|jsonl)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return undefined;
  }
}

function sourcesIn(file: string): SourceDocument[] {
  const text = readFileSync(file, 'utf8');
  if (!file.endsWith('.jsonl')) return [parseSource(file, text)];
  return text
    .split('\n')
    .flatMap((line, i) => (line.trim() === '' ? [] : [parseSource(file, line.replace(/\r$/, ''), i + 1)]));
}

function readGolden(source: SourceDocument): { golden?: LoadedGolden; problems: readonly Problem[] } {
  if (source.problems.length > 0) return { problems: source.problems };
  const parsed = GoldenFile.safeParse(source.value, { reportInput: true });
  if (!parsed.success) {
    const explaining = { schema: GoldenFile, source, quote: false };
    return { problems: explainIssues(parsed.error.issues, explaining) };
  }
  const problems = expectationProblems(parsed.data.expectations).map(({ index, key, what }) => ({
    where: source.place(['expectations', index, key]),
    what: `expectations[${index}].${key}: ${what}`,
  }));
  const place = (path: Path) => source.place(writtenPath(parsed.data, path));
  return { golden: { golden: goldenRequest(parsed.data), place }, problems };
}

/** A golden whose id was used before; the first one keeps it. */
function duplicates(goldens: readonly LoadedGolden[]): Problem[] {
  const first = new Map<string, LoadedGolden>();
  return goldens.flatMap((loaded) => {
    const { id } = loaded.golden;
    const before = first.get(id);
    if (before === undefined) {
      first.set(id, loaded);
      return [];
    }
    return [{ where: loaded.place(['id']), what: `id: "${id}" is taken by the golden at ${before.place(['id'])}` }];
  });
}
