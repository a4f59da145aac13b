import type { Json } from '../../domain/json.ts';
import type { Asked } from './asked.ts';

/** What a span tells of its request; the values that were hidden; or undefined where it has no messages of a known form. */
export type SpanAsked = Asked | { readonly hidden: true } | undefined;

/** Messages that stand by themselves. */
export const askedBy = (messages: readonly Json[], path: string, more: Partial<Asked> = {}): Asked => ({
  messages,
  path,
  parameters: {},
  missing: [],
  ...more,
});
