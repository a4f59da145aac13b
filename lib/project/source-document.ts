import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import type { Problem } from '../domain/errors.ts';

export type Path = readonly PropertyKey[];

/** What the library wants to warn of, it would quote: what stands in files is customer data. */
const silently = { logLevel: 'error' } as const;

/** A text that a person wrote, and where in it each value stands. */
export interface SourceDocument {
  readonly value: unknown;
  /** `file:line:column` of the value at a path, or of its key; of the nearest thing around it where it is missing. */
  place(path: Path, of?: 'value' | 'key'): string;
  /** What keeps the text from being read; `value` is undefined then. */
  readonly problems: readonly Problem[];
}

/** Reads YAML, or JSON, which is YAML too. Messages name places and never quote the text. */
export function parseSource(file: string, text: string, firstLine = 1): SourceDocument {
  try {
    return parseDocumentOf(file, text, firstLine);
  } catch (error) {
    // The library walks through a text level by level, so that a deep one needs more stack than there is.
    if (!(error instanceof RangeError)) throw error;
    const where = `${file}:${firstLine}:1`;
    return { value: undefined, place: () => where, problems: [{ where, what: tooDeep }] };
  }
}

function parseDocumentOf(file: string, text: string, firstLine: number): SourceDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2', ...silently });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line + firstLine - 1}:${col}`;
  };
  const aliases = aliasesIn(document);
  const wrong = [
    ...document.errors.map(({ pos, message }) => ({ where: at(pos[0]), what: lowerFirst(message) })),
    ...aliases
      .filter((alias) => !standsForAValue(alias, document))
      .map((alias) => ({ where: at(offsetIn(alias)), what: noValue })),
    ...strangeKeys(document).map((key) => ({
      where: at(offsetIn(key)),
      what: 'expected a name, got a list or an object',
    })),
  ];
  const value = wrong.length > 0 ? { value: undefined } : makeValue(document);
  const problems =
    'tooMuch' in value ? [{ where: at(offsetIn(aliases.at(-1) ?? document.contents)), what: value.tooMuch }] : wrong;
  return {
    value: 'value' in value ? value.value : undefined,
    place: (path, of = 'value') => at(offsetOf(document, path, of)),
    problems,
  };
}

/** Keys that are themselves lists or objects: no key of ours, and the library would quote them in a warning. */
function strangeKeys(document: Document): Node[] {
  const keys: Node[] = [];
  visit(document, {
    Pair: (_, { key }) => {
      if (isNode(key) && !isScalar(key) && !isAlias(key)) keys.push(key);
    },
  });
  return keys;
}

function aliasesIn(document: Document): Alias[] {
  const aliases: Alias[] = [];
  visit(document, {
    Alias: (_, alias) => {
      aliases.push(alias);
    },
  });
  return aliases;
}

const noValue = 'expected a value, got an alias of an anchor that is not set before it';

/** Whether an alias stands behind the value that it is of: one inside of it would have no end. */
function standsForAValue(alias: Alias, document: Document): boolean {
  const end = alias.resolve(document)?.range?.[1];
  return end !== undefined && end <= offsetIn(alias);
}

function offsetIn(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

/** The value, or why it is not made: a few lines of aliases of aliases can stand for more than any memory holds. */
function makeValue(document: Document): { readonly value: unknown } | { readonly tooMuch: string } {
  try {
    const value: unknown = document.toJS();
    return hasMoreLevels(value, mostLevels) ? { tooMuch: tooDeep } : { value };
  } catch (error) {
    if (error instanceof ReferenceError) return { tooMuch: 'expected values, got aliases that stand for far too many' };
    throw error;
  }
}

/** More than any request has, and few enough for every function that walks through a value by calling itself. */
const mostLevels = 500;
const tooDeep = `expected values, got far too many levels of nesting, more than ${mostLevels}`;

function hasMoreLevels(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => hasMoreLevels(inner, levels - 1));
}

function offsetOf(document: Document, path: Path, of: 'value' | 'key'): number {
  if (of === 'key') {
    const parent = nodeAt(document, path.slice(0, -1));
    const pair = isMap(parent)
      ? parent.items.find(
          (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(path.at(-1)),
        )
      : undefined;
    const key = pair?.key as Node | undefined;
    if (key?.range != null) return key.range[0];
  }
  for (let depth = path.length; depth >= 0; depth--) {
    const node = nodeAt(document, path.slice(0, depth));
    if (node?.range != null) return node.range[0];
  }
  return 0;
}

function nodeAt(document: Document, path: Path): Node | undefined {
  if (path.length === 0) return document.contents ?? undefined;
  return document.getIn(path, true) as Node | undefined;
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
