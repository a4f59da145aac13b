import { isRecord } from '../shared/reading.ts';

/** What a message says: its text, and its refusal where the parts keep that apart. */
export interface ContentText {
  readonly text: string;
  readonly refusal: string;
}

/** Types of parts that are not said to anybody: what the model thought before. */
const unsaid: ReadonlySet<unknown> = new Set([
  'thinking',
  'reasoning',
  'reasoning_text',
  'redacted_thinking',
  'summary_text',
]);

/**
 * Reads the content of a message: text, or the typed parts that some servers cut it into, one or many. Thoughts that stand
 * among the parts, as those of reasoning models do, are no part of the answer.
 */
export function readContent(content: unknown): ContentText {
  const parts = Array.isArray(content) ? content : [content];
  const read = parts.map((part): ContentText => {
    if (typeof part === 'string') return { text: part, refusal: '' };
    if (!isRecord(part) || part.thought === true || unsaid.has(part.type)) return { text: '', refusal: '' };
    return { text: textIn(part.text), refusal: textIn(part.refusal) };
  });
  return { text: read.map(({ text }) => text).join(''), refusal: read.map(({ refusal }) => refusal).join('') };
}

/** A text, or the `{ "value": "…" }` that it stands in. */
function textIn(text: unknown): string {
  const value = isRecord(text) ? text.value : text;
  return typeof value === 'string' ? value : '';
}
