// Each token with the white space before it: a text, another scalar, or punctuation.
const token =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in texts
  /[ \t\n\r]*(?:("[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|([{}[\],:]))/y;

/** What may come next. */
type Awaited = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or the end';

/**
 * Where a text stops being JSON, in characters from 0 on: `JSON.parse` tells that for some mistakes only, and quotes the
 * text for the others. The length of the text where it only ends too early.
 */
export function jsonBreak(text: string): number {
  const around: ('{' | '[')[] = [];
  let awaited: Awaited = 'value';
  token.lastIndex = 0;
  for (;;) {
    const from = token.lastIndex;
    const [whole = '', string, scalar, mark] = token.exec(text) ?? [];
    if (whole === '') return unfinished(text, from);
    const next = after(
      awaited,
      { isKey: string !== undefined, isValue: (string ?? scalar) !== undefined, mark },
      around,
    );
    if (next === undefined) return from + whole.search(/[^ \t\n\r]/);
    awaited = next;
    if (awaited === ', or the end' && around.length === 0) return from + whole.length; // whatever follows is too much
  }
}

/** A token that the end of the text cuts off, after a whole number too. */
const begun =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in texts
  /^(?:"[^"\\\x00-\x1f]*(?:\\(?:[\s\S]|$)[^"\\\x00-\x1f]*)*|-|\.|[eE][+-]?|t(?:ru?)?|f(?:a(?:ls?)?)?|n(?:ul?)?)?$/;

function unfinished(text: string, from: number): number {
  const rest = text.slice(from).replace(/^[ \t\n\r]+/, '');
  return begun.test(rest) ? text.length : text.length - rest.length;
}

interface Token {
  readonly isKey: boolean;
  readonly isValue: boolean;
  readonly mark: string | undefined;
}

/** What may follow the token; undefined where it may not stand. Opens and closes what is around it. */
function after(awaited: Awaited, { isKey, isValue, mark }: Token, around: ('{' | '[')[]): Awaited | undefined {
  if (awaited.startsWith('key')) {
    if (isKey) return ':';
    return mark === '}' && awaited === 'key or }' ? closed(around) : undefined;
  }
  if (awaited === ':') return mark === ':' ? 'value' : undefined;
  if (awaited.startsWith('value')) {
    if (isValue) return ', or the end';
    if (mark === '{' || mark === '[') {
      around.push(mark);
      return mark === '{' ? 'key or }' : 'value or ]';
    }
    return mark === ']' && awaited === 'value or ]' ? closed(around) : undefined;
  }
  if (mark === ',') return around.at(-1) === '{' ? 'key' : 'value';
  return mark === (around.at(-1) === '{' ? '}' : ']') ? closed(around) : undefined;
}

function closed(around: ('{' | '[')[]): Awaited {
  around.pop();
  return ', or the end';
}
