import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { writtenPath } from '../domain/endpoint/api.ts';
import { ConfigError, type Problem, throwIfAny } from '../domain/errors.ts';
import { Expectation } from '../domain/golden/expectation.ts';
import { GoldenFile } from '../domain/golden/golden-file.ts';
import { type GoldenRequest, goldenRequest } from '../domain/golden/golden-request.ts';
import { goldensOfTrace, nodeGoldenId, TraceFile } from '../domain/golden/trace-tree.ts';
import { expectationProblems } from '../features/check-expectations.ts';
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
 * Reads a folder of goldens, subfolders included, in the order of their names: one golden or trace tree in each `.yaml`,
 * `.yml` or `.json` file, one on each line of a `.jsonl` file. Other files are left alone.
 */
export function loadGoldens(folder: string): LoadedGoldens {
  const files = goldenFiles(folder);
  if (files === undefined)
    return { goldens: [], problems: [{ where: folder, what: 'expected a folder of golden requests, got nothing' }] };
  const read = files.flatMap((file) => sourcesIn(file).map(readOne));
  const goldens = read.flatMap((one) => one.goldens);
  const problems = [...read.flatMap((one) => one.problems), ...duplicates(goldens), ...contradictions(goldens)];
  if (goldens.length === 0 && problems.length === 0)
    problems.push({ where: folder, what: 'expected at least one golden request, in a .yaml, .json or .jsonl file' });
  return { goldens, problems };
}

/**
 * The goldens of one file that stands anywhere, e.g. a captured request that is not watched.
 *
 * @throws {ConfigError} with everything that is wrong in it.
 */
export function loadGoldenFile(file: string): readonly LoadedGolden[] {
  if (!existsSync(file)) throw new ConfigError([{ where: file, what: 'expected a golden request, got no file' }]);
  const read = sourcesIn(file).map(readOne);
  const goldens = read.flatMap((one) => one.goldens);
  throwIfAny([...read.flatMap(({ problems }) => problems), ...duplicates(goldens), ...contradictions(goldens)]);
  return goldens;
}

/**
 * A golden, or a trace tree as a whole, that a program wrote as it would stand in a file.
 *
 * @throws {ConfigError} with everything that is wrong in it.
 */
export function goldenWritten(value: object): GoldenRequest {
  const { goldens, problems } = readOne({ value, place: () => 'golden', problems: [] });
  throwIfAny(problems);
  return (goldens[0] as LoadedGolden).golden;
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

function readOne(source: SourceDocument): LoadedGoldens {
  return (isTrace(source) ? readTrace : readGolden)(source);
}

function readGolden(source: SourceDocument): LoadedGoldens {
  if (source.problems.length > 0) return { goldens: [], problems: source.problems };
  const parsed = GoldenFile.safeParse(source.value, { reportInput: true });
  if (!parsed.success) {
    const explaining = { schema: GoldenFile, source, quote: false };
    const problems = [...explainIssues(parsed.error.issues, explaining), ...problemsOfWritten(source)];
    return { goldens: [], problems };
  }
  const problems = problemsOf(parsed.data.expectations, source, []);
  const place = (path: Path) => source.place(writtenPath(parsed.data, path));
  return { goldens: [{ golden: goldenRequest(parsed.data), place }], problems };
}

/** A file with nodes is a trace tree: several goldens that stand in one file. */
function isTrace({ value }: SourceDocument): boolean {
  return value !== null && typeof value === 'object' && 'nodes' in value;
}

function readTrace(source: SourceDocument): LoadedGoldens {
  const parsed = TraceFile.safeParse(source.value, { reportInput: true });
  if (!parsed.success) {
    const explaining = { schema: TraceFile, source, quote: false };
    return { goldens: [], problems: explainIssues(parsed.error.issues, explaining) };
  }
  const { nodes, expectations } = parsed.data;
  const problems = [
    ...problemsOf(expectations, source, []),
    ...nodes.flatMap((node, i) => (node.kind === 'llm' ? problemsOf(node.expectations, source, ['nodes', i]) : [])),
  ];
  const goldens = goldensOfTrace(parsed.data).map((golden) => {
    const place = (path: Path) => source.place(placeInTrace(parsed.data, golden.id, path));
    return { golden, place };
  });
  return { goldens, problems };
}

/** Where in the file of a tree something of one of its goldens stands: of the whole, or of the node that it names. */
function placeInTrace({ id, nodes }: TraceFile, golden: string, path: Path): Path {
  const index = nodes.findIndex((node) => nodeGoldenId(id, node.id) === golden);
  const inNode = index === -1 && path[0] === 'nodes' ? Number(path[1]) : index;
  const node = nodes[inNode];
  if (node?.kind !== 'llm') return path;
  const rest = index === -1 ? path.slice(2) : path;
  if (['id', 'expectations'].includes(String(rest[0]))) return ['nodes', inNode, ...rest];
  return ['nodes', inNode, 'input', ...writtenPath(node.input, rest)];
}

function problemsOf(expectations: readonly Expectation[], { place }: SourceDocument, under: Path): Problem[] {
  return expectationProblems(expectations).map(({ index, key, what }) => ({
    where: place([...under, 'expectations', index, key]),
    what: `${under.map((step) => (typeof step === 'number' ? `[${step}].` : String(step))).join('')}expectations[${index}].${key}: ${what}`,
  }));
}

/** The same where something else in the file is wrong too: whoever mends one wants to know of the other. */
function problemsOfWritten(source: SourceDocument): Problem[] {
  const { expectations } = (source.value ?? {}) as { readonly expectations?: unknown };
  if (!Array.isArray(expectations)) return [];
  return expectations.flatMap((written: unknown, i) => {
    const parsed = Expectation.safeParse(written);
    if (!parsed.success) return [];
    const place = (path: Path) => source.place(['expectations', i, ...path.slice(2)]);
    return problemsOf([parsed.data], { ...source, place }, []).map(({ where, what }) => ({
      where,
      what: what.replace('expectations[0]', `expectations[${i}]`),
    }));
  });
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

/**
 * The same request under two names, with other expectations. The history knows a request by its version, and looks up
 * there what is expected of its answers: it would judge both by those of one.
 */
function contradictions(goldens: readonly LoadedGolden[]): Problem[] {
  const first = new Map<string, LoadedGolden>();
  return goldens.flatMap((loaded) => {
    const { id, version, expectations } = loaded.golden;
    const before = first.get(version);
    if (before === undefined) {
      first.set(version, loaded);
      return [];
    }
    if (before.golden.id === id || isDeepStrictEqual(before.golden.expectations, expectations)) return [];
    const what = `id: "${id}" is the same request as "${before.golden.id}" at ${before.place(['id'])}, with other expectations: one golden can have all of them`;
    return [{ where: loaded.place(['id']), what }];
  });
}
