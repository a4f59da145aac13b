import { ConfigError } from '../domain/config-error.ts';

export type Step =
  | { readonly any: true }
  | { readonly key: string }
  | { readonly index: number }
  | { readonly deep: true };

/** A path that was understood. */
export interface JsonPath {
  readonly text: string;
  readonly steps: readonly Step[];
}

/**
 * Reads JSON paths: `$.user`, `$.messages[*].content`, `$['x-key']`, `$.tools[0]`, `$..email` (at any depth). Names in
 * quotes may hold the escapes of JSON and a quote of their own kind behind a backslash, as RFC 9535 has it.
 *
 * @param where names the option that the paths stand in.
 * @throws {ConfigError} with every path that is not of this form.
 */
export function jsonPaths(texts: readonly string[], where: string): JsonPath[] {
  const read = texts.map((text) => ({ text, steps: stepsOf(text) }));
  const wrong = read.flatMap(({ text, steps }, i) => (steps === undefined ? [{ text, i }] : []));
  if (wrong.length > 0)
    throw new ConfigError(
      wrong.map(({ text, i }) => ({
        where: `${where}[${i}]`,
        what: `expected a JSON path such as $.user, $.messages[*].content or $..email, got "${text}"`,
      })),
    );
  return read as JsonPath[];
}

function stepsOf(text: string): Step[] | undefined {
  if (!text.startsWith('$')) return undefined;
  const pattern =
    /\.\.(?=[\w[*\u{80}-\u{10ffff}])|\.\*|\[\*\]|\[(\d+)\]|\[(?:'((?:[^'\\]|\\.)+)'|"((?:[^"\\]|\\.)+)")\]|\.?([A-Za-z_\u{80}-\u{10ffff}][\w\u{80}-\u{10ffff}-]*)/uy;
  const steps: Step[] = [];
  pattern.lastIndex = 1;
  while (pattern.lastIndex < text.length) {
    const from = pattern.lastIndex;
    const found = pattern.exec(text);
    if (found === null) return undefined;
    const [whole, index, single, double, name] = found;
    const afterDots = text.slice(0, from).endsWith('..');
    if (whole === '..') steps.push({ deep: true });
    else if (whole === '.*' || whole === '[*]') steps.push({ any: true });
    else if (index !== undefined) steps.push({ index: Number(index) });
    else if (single !== undefined || double !== undefined) {
      const key = readEscapes(single === undefined ? (double as string) : inDoubleQuotes(single));
      if (key === undefined) return undefined;
      steps.push({ key });
    } else if (name !== undefined && whole.startsWith('.') !== afterDots) steps.push({ key: name });
    else return undefined;
  }
  return steps.length === 0 ? undefined : steps;
}

/** What stands between single quotes, as it would stand between double ones. */
function inDoubleQuotes(text: string): string {
  return text.replaceAll(/\\(.)|"/gs, (found, escaped) => {
    if (found === '"') return '\\"';
    return escaped === "'" ? "'" : found;
  });
}

/** A name without the escapes of JSON; undefined where they are none. */
function readEscapes(text: string): string | undefined {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return undefined;
  }
}
