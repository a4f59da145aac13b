/**
 * JSON text that is safe to show: what a model says stays the same value, and its control, bidirectional and invisible
 * characters are written as escapes (`\u202e`), so that neither a terminal nor a reader is led astray by them.
 *
 * @example jsonText({ text: 'a\u202eb' }) // {"text":"a\u202eb"}, as twelve plain characters
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(
    unsafe,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

// JSON.stringify escapes C0 controls and lone surrogates itself. Outside of strings, JSON has none of these.
const unsafe = /[\u007f-\u009f\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
