import type { Random } from '../../lib/domain/random.ts';

/** Values that parsers stumble over. */
const nasty: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  1.5,
  1e308,
  -1e308,
  2 ** 53,
  '',
  '0',
  'NaN',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e',
  '\u001b[2J',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  '(a+)+$',
  '9999-99-99T99:99:99Z',
  [],
  {},
  [[]],
  [null],
  { '': null },
];

/** Pieces of the syntaxes that are read, for where no JSON is left to change. */
const tokens = [
  ...['{', '}', '[', ']', '"', ':', ',', '\\u', '\n', '\r\n', '\n\n', '\t', '  '],
  ...['&a ', '*a', '<<: *a', '!!binary ', '!!js/function ', '? ', '- ', '|\n', '>\n', '%YAML 9.9\n', '---\n', '...\n'],
  ...['data: ', 'data:', 'event: error\n', 'id: 1\n', 'retry: 1\n', ': \n', '[DONE]', '\ufeff', 'null', '1e999'],
];

const pick = <T>(values: readonly T[], random: Random): T => values[Math.floor(values.length * random())] as T;

/**
 * Another input like a valid one: mostly with parts of its JSON replaced, taken out, doubled or nested, wherever JSON stands in
 * it (a document, a line each, the data of events); else with bytes of it changed, cut off or doubled.
 */
export function mutated(seed: Uint8Array, random: Random): Uint8Array {
  let bytes: Uint8Array = seed;
  for (let times = 1 + Math.floor(3 * random() ** 2); times > 0; times--)
    bytes = random() < 0.7 ? inJson(bytes, random) : inBytes(bytes, random);
  return bytes;
}

function inJson(bytes: Uint8Array, random: Random): Uint8Array {
  const text = Buffer.from(bytes).toString('utf8');
  const whole = changedJson(text, random);
  if (whole !== undefined) return Buffer.from(whole);
  const lines = text.split('\n');
  const holding = lines.flatMap((line, i) => (/[{[]/.test(line) ? [i] : []));
  if (holding.length === 0) return inBytes(bytes, random);
  const at = pick(holding, random);
  const line = lines[at] as string;
  if (random() < 0.15) lines.splice(at, random() < 0.5 ? 1 : 0, ...(random() < 0.5 ? [line] : []));
  else {
    const start = line.search(/[{[]/);
    lines[at] = `${line.slice(0, start)}${changedJson(line.slice(start), random) ?? line.slice(start)}`;
  }
  return Buffer.from(lines.join('\n'));
}

/** The JSON text with one of its parts changed; undefined where it is no JSON. */
function changedJson(text: string, random: Random): string | undefined {
  try {
    const root = { value: JSON.parse(text) as unknown };
    const places = placesIn(root);
    change(pick(places, random), random);
    return JSON.stringify(root.value) ?? 'null';
  } catch {
    return undefined;
  }
}

type Place = readonly [parent: Record<string, unknown>, key: string];

function placesIn(parent: object): Place[] {
  return Object.entries(parent).flatMap(([key, value]): Place[] => [
    [parent as Record<string, unknown>, key],
    ...(value !== null && typeof value === 'object' ? placesIn(value) : []),
  ]);
}

function change([parent, key]: Place, random: Random): void {
  const old = parent[key];
  const what = random();
  if (what < 0.45) parent[key] = structuredClone(pick(nasty, random));
  else if (what < 0.6) {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  } else if (what < 0.7) parent[key] = [old, old];
  else if (what < 0.78) parent[key] = { [key]: old };
  else if (what < 0.84) parent[key] = String(old);
  else if (what < 0.9)
    Object.defineProperty(parent, pick(['__proto__', 'x', 'toJSON', key], random), {
      value: old,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  else if (what < 0.97) parent[key] = typeof old === 'string' ? old.repeat(1 + Math.floor(1000 * random() ** 4)) : old;
  else parent[key] = nested(Math.floor(3000 * random() ** 2));
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

function inBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const at = Math.floor((bytes.length + 1) * random());
  const to = Math.min(bytes.length, at + 1 + Math.floor(40 * random() ** 3));
  const [before, part, after] = [bytes.slice(0, at), bytes.slice(at, to), bytes.slice(to)];
  const what = random();
  if (what < 0.2) return before;
  if (what < 0.35) return Buffer.concat([before, after]);
  if (what < 0.5) return Buffer.concat([before, part, part, after]);
  if (what < 0.65) return Buffer.concat([before, Buffer.of(Math.floor(256 * random())), after]);
  if (what < 0.95) return Buffer.concat([before, Buffer.from(pick(tokens, random)), part, after]);
  return Buffer.concat([before, Buffer.from(pick(tokens, random).repeat(Math.floor(2000 * random() ** 2))), after]);
}
