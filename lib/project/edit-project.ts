import { isMap, isScalar, type Pair, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import { canaryAt } from '../domain/endpoint/canary-settings.ts';
import { ConfigError } from '../domain/errors.ts';
import { ProjectFile } from '../domain/project/project.ts';

/** What is changed in a project file; what is left out stays. */
export interface ProjectEdit {
  readonly every?: string;
  readonly endpoints: readonly {
    readonly id: string;
    readonly every?: string;
    /** How often its canary runs; of a canary that is there nothing else changes. */
    readonly canaryEvery?: string;
    readonly repetitions?: number;
    readonly goldens?: readonly string[];
  }[];
}

/** Text that takes the place of what stands between two offsets. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Changes values in the text of `pinwatch.yaml`, and nothing else: comments, the order of keys and the way in which everything
 * else is written stay. A key that is missing is added under the one that names the endpoint.
 *
 * @throws {ConfigError} where the file is written in a way that cannot be edited safely, e.g. with an endpoint behind an alias.
 */
export function editedProject(file: string, text: string, edit: ProjectEdit): string {
  const document = parseDocument(text, { prettyErrors: false, version: '1.2', logLevel: 'error' });
  const root = document.contents;
  const cannot = (what: string) => new ConfigError([{ where: file, what: `cannot be edited safely: ${what}` }]);
  if (document.errors.length > 0 || !isMap(root)) throw cannot('expected a list of keys and values');
  const changes: Change[] = [];
  if (edit.every !== undefined) changes.push(changeOf(root, 'every', edit.every, 'endpoints', text, true));
  for (const { id, every, canaryEvery, repetitions, goldens } of edit.endpoints) {
    const endpoint = endpointIn(root, id);
    if (endpoint === undefined) throw cannot(`endpoint ${id} does not stand there as a list of keys and values`);
    if (canaryEvery !== undefined) changes.push(canaryChange(endpoint, canaryEvery, text));
    // What comes later here stands first: both are put behind the id.
    if (every !== undefined) changes.push(changeOf(endpoint, 'every', every, 'id', text));
    if (repetitions !== undefined) changes.push(changeOf(endpoint, 'repetitions', String(repetitions), 'id', text));
    if (goldens !== undefined) changes.push(changeOf(endpoint, 'goldens', `[${goldens.join(', ')}]`, 'id', text));
  }
  const edited = changes
    .toSorted((a, b) => b.from - a.from)
    .reduce((before, { from, to, text: now }) => before.slice(0, from) + now + before.slice(to), text);
  if (!says(edited, text, edit)) throw cannot('what was asked for would not be what it says afterwards');
  return edited;
}

function endpointIn(root: YAMLMap, id: string): YAMLMap | undefined {
  const endpoints = root.get('endpoints', true) as unknown;
  const items = endpoints !== null && typeof endpoints === 'object' && 'items' in endpoints ? endpoints.items : [];
  return (items as unknown[]).find((item): item is YAMLMap => isMap(item) && item.get('id') === id);
}

/** The value of a key in another one's place; or the key, added behind (or before) the one that is named. */
function changeOf(map: YAMLMap, key: string, value: string, beside: string, text: string, isBefore = false): Change {
  const pair = pairOf(map, key);
  const range = (pair?.value as Scalar | null | undefined)?.range;
  if (pair !== undefined && range != null) {
    const keyEnd = (pair.key as Scalar).range?.[1] ?? range[0];
    const colon = text.indexOf(':', keyEnd) + 1;
    return { from: colon, to: trimmedEnd(text, range[1]), text: ` ${value}` };
  }
  const neighbour = pairOf(map, beside);
  const at = (neighbour?.key as Scalar | undefined)?.range;
  const end = (neighbour?.value as Scalar | undefined)?.range?.[1];
  if (at == null || end === undefined) return { from: 0, to: 0, text: '' }; // found out by reading it again
  if (map.flow === true) return { from: end, to: end, text: `, ${key}: ${value}` };
  const indent = ' '.repeat(at[0] - (text.lastIndexOf('\n', at[0] - 1) + 1));
  if (isBefore) {
    const from = text.lastIndexOf('\n', at[0] - 1) + 1;
    return { from, to: from, text: `${key}: ${value}\n` };
  }
  const line = text.indexOf('\n', end);
  const from = line < 0 ? text.length : line;
  return { from, to: from, text: `${newline(text)}${indent}${key}: ${value}` };
}

/** The interval in the block of a canary, or the block. One without any key is written anew. */
function canaryChange(endpoint: YAMLMap, every: string, text: string): Change {
  const canary = endpoint.get('canary', true) as unknown;
  if (!isMap(canary) || canary.items.length === 0)
    return changeOf(endpoint, 'canary', `{ every: ${every} }`, 'id', text);
  const first = String((canary.items[0]?.key as Scalar | undefined)?.value);
  return changeOf(canary, 'every', every, first, text);
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** The range of a list in lines ends behind its last line break. */
function trimmedEnd(text: string, end: number): number {
  return text.slice(0, end).trimEnd().length;
}

function newline(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Whether the edited text says what the text before says, with the edit and nothing else changed. */
function says(edited: string, before: string, edit: ProjectEdit): boolean {
  const read = (text: string) => {
    const document = parseDocument(text, { prettyErrors: false, version: '1.2', logLevel: 'error' });
    const parsed = document.errors.length > 0 ? undefined : ProjectFile.safeParse(document.toJS());
    return parsed?.data;
  };
  const [was, is] = [read(before), read(edited)];
  if (was === undefined || is === undefined) return false;
  const wanted = {
    ...was,
    ...(edit.every === undefined ? {} : { every: edit.every }),
    endpoints: was.endpoints.map((endpoint) => {
      const { every, canaryEvery, repetitions, goldens } = edit.endpoints.find(({ id }) => id === endpoint.id) ?? {};
      const changed = {
        ...endpoint,
        ...(every === undefined ? {} : { every }),
        ...(canaryEvery === undefined ? {} : { canary: canaryAt(endpoint.canary, canaryEvery) }),
        ...(repetitions === undefined ? {} : { repetitions }),
        ...(goldens === undefined ? {} : { goldens: [...goldens] }),
      };
      return changed;
    }),
  };
  return sortedJson(is) === sortedJson(wanted);
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
