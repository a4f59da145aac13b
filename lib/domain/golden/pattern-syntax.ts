/** A regular expression that is none, or that no engine can run in linear time; the message says what in it, and where. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

/**
 * Writes a JavaScript regular expression in the syntax of RE2, whose engines need time linear in the text. It is for
 * asking *whether* something matches: groups no longer capture.
 *
 * What is the same: everything but the following. Characters are code points, as with the flag `u`. With `m`, lines end
 * at `\n` and `\r\n`. `d`, `g` and `y` are about where a match is and change nothing.
 *
 * @param flags of JavaScript; `v` is refused.
 * @throws {PatternError} for what JavaScript cannot read, and for lookahead, backreferences and counts over 1,000, which
 *   cannot be had in linear time.
 *
 * @example translatePattern('^\\s*(?<n>\\u00e9+)$') // '^[\\t…]*(?:\\x{e9}+)$'
 */
export function translatePattern(pattern: string, flags = ''): string {
  requireReadable(pattern, flags);
  const translation = new Translation(pattern, flags);
  return translation.run();
}

function requireReadable(pattern: string, flags: string): void {
  if (flags.includes('v')) throw new PatternError('expected flags out of dgimsuy, got v');
  try {
    new RegExp(pattern, flags);
  } catch (error) {
    const reason = (error as Error).message.replace(/^Invalid/, 'invalid');
    throw new PatternError(`expected a JavaScript regular expression: ${reason}`);
  }
}

/** White space as JavaScript has it; RE2 knows that of ASCII only. */
const space =
  '\\t\\n\\v\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';
const noSpace =
  '\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}';
const anything = '\\x{0}-\\x{10ffff}';
const mostCounted = 1000;

class Translation {
  readonly #source: string;
  readonly #isUnicode: boolean;
  readonly #isMultiline: boolean;
  readonly #dot: string;
  #at = 0;

  constructor(source: string, flags: string) {
    this.#source = source;
    this.#isUnicode = flags.includes('u');
    this.#isMultiline = flags.includes('m');
    this.#dot = flags.includes('s') ? `[${anything}]` : '[^\\n\\r\\x{2028}\\x{2029}]';
  }

  run(): string {
    let written = '';
    while (this.#at < this.#source.length) written += this.#term();
    return written === '' ? '(?:)' : written;
  }

  #term(): string {
    const character = this.#source[this.#at];
    if (character === '\\') return this.#escape(false).text;
    if (character === '[') return this.#class();
    if (character === '(') return this.#group();
    if (character === '{') return this.#count();
    if (character === '$' && this.#isMultiline) return this.#take(1, '(?:\\r?(?m:$))');
    if (character === '^' && this.#isMultiline) return this.#take(1, '(?m:^)');
    if (character === '.') return this.#take(1, this.#dot);
    if (character === '}' || character === ']') return this.#take(1, `\\${character}`);
    if (character !== undefined && '|)*+?^$'.includes(character)) return this.#take(1, character);
    return this.#character().text;
  }

  #group(): string {
    const opening = /^\((?:\?(?:<?[=!]|<[^>]*>|[a-z-]*:))?/.exec(this.#source.slice(this.#at))?.[0] ?? '(';
    if (opening === '(?=' || opening === '(?!') this.#refuse('lookahead', opening);
    if (opening === '(?<=' || opening === '(?<!') return this.#take(opening.length, opening);
    if (opening === '(?i:' || opening === '(?-i:') return this.#take(opening.length, opening);
    if (/^\(\?[a-z-]+:$/.test(opening)) this.#refuse('flags other than i inside a pattern', opening);
    return this.#take(opening.length, '(?:');
  }

  /** `{` is a count only if all of it is there; a brace otherwise. */
  #count(): string {
    const count = /^\{(\d+)(?:,(\d*))?\}/.exec(this.#source.slice(this.#at));
    if (count === null) return this.#take(1, '\\{');
    if (Math.max(Number(count[1]), Number(count[2] ?? 0)) > mostCounted)
      this.#refuse(`a count over ${mostCounted}`, count[0]);
    return this.#take(count[0].length, count[0]);
  }

  #class(): string {
    const isNegated = this.#source[this.#at + 1] === '^';
    this.#at += isNegated ? 2 : 1;
    let members = '';
    while (this.#source[this.#at] !== ']') members += this.#member();
    this.#at++;
    if (members !== '') return `[${isNegated ? '^' : ''}${members}]`;
    return isNegated ? `[${anything}]` : `[^${anything}]`;
  }

  /** One character, set or range in a class. A dash beside a set stands for itself. */
  #member(): string {
    const first = this.#inClass();
    if (this.#source[this.#at] !== '-' || this.#source[this.#at + 1] === ']') return first.text;
    this.#at++;
    const last = this.#inClass();
    return first.isSet || last.isSet ? `${first.text}\\-${last.text}` : `${first.text}-${last.text}`;
  }

  #inClass(): Piece {
    return this.#source[this.#at] === '\\' ? this.#escape(true) : this.#character();
  }

  #character(): Piece {
    const character = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    return { text: this.#take(character.length, literal(character)), isSet: false };
  }

  #escape(isInClass: boolean): Piece {
    const rest = this.#source.slice(this.#at, this.#at + 12);
    const letter = rest[1] ?? '';
    const set = (text: string, length = 2): Piece => ({ text: this.#take(length, text), isSet: true });
    if (letter === 's') return set(isInClass ? space : `[${space}]`);
    if (letter === 'S') return set(isInClass ? noSpace : `[${noSpace}]`);
    if (letter !== '' && 'dDwW'.includes(letter)) return set(`\\${letter}`);
    if (!isInClass && (letter === 'b' || letter === 'B')) return set(`\\${letter}`);
    if (/[pP]/.test(letter) && this.#isUnicode) return this.#property();
    if (/[1-9]/.test(letter) || letter === 'k') this.#refuse('a backreference', rest.slice(0, 2));
    return this.#codePoint(rest, letter);
  }

  #codePoint(rest: string, letter: string): Piece {
    const one = (code: number, length: number): Piece => ({ text: this.#take(length, hex(code)), isSet: false });
    const pair = /^\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})/.exec(rest);
    if (pair?.[1] !== undefined && pair[2] !== undefined)
      return one((Number.parseInt(pair[1], 16) - 0xd800) * 0x400 + Number.parseInt(pair[2], 16) - 0xdc00 + 0x10000, 12);
    const named = /^\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]+)\})/.exec(rest);
    if (named !== null && (named[3] === undefined || this.#isUnicode))
      return one(Number.parseInt(named[1] ?? named[2] ?? named[3] ?? '', 16), named[0].length);
    const control = /^\\c([A-Za-z])/.exec(rest)?.[1];
    if (control !== undefined) return one(control.charCodeAt(0) % 32, 3);
    if (letter === 'c') return { text: this.#take(1, '\\\\'), isSet: false };
    const code = controls[letter];
    if (code !== undefined) return one(code, 2);
    const itself = String.fromCodePoint(rest.codePointAt(1) ?? 0);
    return { text: this.#take(1 + itself.length, literal(itself)), isSet: false };
  }

  #property(): Piece {
    const [whole = '', sign = 'p', name = ''] =
      /^\\([pP])\{(?:(?:General_Category|gc|Script|sc)=)?([^}]*)\}/.exec(this.#source.slice(this.#at)) ?? [];
    const short = categories[name] ?? name;
    return { text: this.#take(whole.length, `\\${sign}{${short}}`), isSet: true };
  }

  #take(length: number, written: string): string {
    this.#at += length;
    return written;
  }

  #refuse(what: string, text: string): never {
    throw new PatternError(
      `expected a pattern in the syntax of RE2, which is matched in linear time, got ${what} (${text} at character ${this.#at + 1})`,
    );
  }
}

interface Piece {
  readonly text: string;
  /** It stands for several characters, so that no range begins or ends with it. */
  readonly isSet: boolean;
}

function literal(character: string): string {
  return /^[a-zA-Z0-9_ ]$/.test(character) ? character : hex(character.codePointAt(0) ?? 0);
}

function hex(code: number): string {
  return `\\x{${code.toString(16)}}`;
}

/** Escapes that stand for a character other than their letter; `\b` is one in classes only. */
const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, '0': 0, b: 8 };

/** General categories by the long names that JavaScript takes too. */
const categories: Readonly<Record<string, string>> = {
  Letter: 'L',
  Cased_Letter: 'LC',
  Uppercase_Letter: 'Lu',
  Lowercase_Letter: 'Ll',
  Titlecase_Letter: 'Lt',
  Modifier_Letter: 'Lm',
  Other_Letter: 'Lo',
  Mark: 'M',
  Number: 'N',
  Decimal_Number: 'Nd',
  Letter_Number: 'Nl',
  Punctuation: 'P',
  Symbol: 'S',
  Currency_Symbol: 'Sc',
  Separator: 'Z',
  Space_Separator: 'Zs',
  Control: 'Cc',
  Format: 'Cf',
};
