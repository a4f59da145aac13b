import type { ComponentChildren } from 'preact';

/**
 * Characters that show nothing, or that turn round or hide what stands beside them. Not tabs and line feeds, nor what joins
 * the parts of one picture.
 */
const unseen = /((?![\t\n\r]|(?<=\p{Extended_Pictographic}\uFE0F?)\u200D)[\p{Cc}\p{Cf}\u2028\u2029])/u;

/** Text that a model said, as text: nothing of it is markup, and what cannot be seen is shown by its number. */
export function visible(text: string): ComponentChildren[] {
  return text.split(unseen).map((piece, i) =>
    i % 2 === 0 ? (
      piece
    ) : (
      <span key={i} class="unseen" title="a character that cannot be seen">
        U+{piece.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}
      </span>
    ),
  );
}

/** An answer or a part of a prompt. */
export function Said({ text, class: name = '' }: { readonly text: string; readonly class?: string }) {
  return (
    <pre class={`said ${name}`} dir="auto">
      {visible(text)}
    </pre>
  );
}
