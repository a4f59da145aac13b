import type { JsonObject } from '../../domain/json.ts';
import type { Span } from './otlp.ts';

/** A span that waits for its messages, or a message that was logged apart from its span. */
export type SpanPart =
  | { readonly kind: 'span'; readonly span: Span }
  | { readonly kind: 'message'; readonly message: JsonObject; readonly attributes: JsonObject };
