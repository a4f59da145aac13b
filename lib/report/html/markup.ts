/** HTML or SVG that is safe to write out; made only by `markup` and `joined`, never from a plain string. */
export class Markup {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** What may stand in a template: text is escaped, markup stays, lists are put together, `false` and `undefined` vanish. */
export type Part = string | number | Markup | false | undefined | readonly Part[];

/**
 * Template tag: everything that is put in is escaped unless it is markup itself, so that an answer of a model cannot
 * become part of the page. Safe between tags and inside quoted attributes; never put text into a script, a style or an
 * unquoted attribute.
 */
export function markup(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let source = literals[0] ?? '';
  parts.forEach((part, i) => {
    source += render(part) + (literals[i + 1] ?? '');
  });
  return new Markup(source);
}

/**
 * Text with the five characters replaced that mean something in HTML, and with the replacement character for those that
 * HTML does not allow and those that change the direction of what follows them.
 */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] as string).replace(unwanted, '\ufffd');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const unwanted = /(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Cs}/gu;

function render(part: Part): string {
  if (part === false || part === undefined) return '';
  if (part instanceof Markup) return part.source;
  if (typeof part === 'object') return part.map(render).join('');
  return escapeHtml(String(part));
}
