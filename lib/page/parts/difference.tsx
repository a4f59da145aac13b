import { type Change, diffLines, diffWordsWithSpace } from 'diff';
import { useMemo } from 'preact/hooks';
import { visible } from './said.tsx';

/** Word by word up to here; longer texts are compared line by line. */
const mostCharacters = 20_000;
const patienceMs = 400;

/** How one text becomes the other; undefined where they are too different to be told in time. */
export function changesOf(before: string, after: string): Change[] | undefined {
  if (before.length + after.length <= mostCharacters) {
    const words = diffWordsWithSpace(before, after, { timeout: patienceMs });
    if (words !== undefined) return words;
  }
  return diffLines(before, after, { timeout: patienceMs });
}

/** Two texts side by side, with what differs marked: by colour, by underlining, and for a screen reader. */
export function Difference({ before, after }: { readonly before: string; readonly after: string }) {
  const changes = useMemo(() => changesOf(before, after), [before, after]);
  const all: readonly Change[] = changes ?? [];
  return (
    <div class="sides">
      <pre class="said" dir="auto">
        {changes === undefined
          ? visible(before)
          : all
              .filter(({ added }) => !added)
              .map(({ value, removed }, i) =>
                removed ? <del key={i}>{visible(value)}</del> : <span key={i}>{visible(value)}</span>,
              )}
      </pre>
      <pre class="said" dir="auto">
        {changes === undefined
          ? visible(after)
          : all
              .filter(({ removed }) => !removed)
              .map(({ value, added }, i) =>
                added ? <ins key={i}>{visible(value)}</ins> : <span key={i}>{visible(value)}</span>,
              )}
      </pre>
    </div>
  );
}

/** Characters that two texts have in common at their beginning. */
export function firstDifference(before: string, after: string): number {
  let at = 0;
  while (at < before.length && at < after.length && before[at] === after[at]) at++;
  return at;
}
