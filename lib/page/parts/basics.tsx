import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { ago } from '../../report/words/format.ts';
import { utcShort, utcTime } from '../../report/words/time.ts';
import type { ApiError } from '../client.ts';

export type ToneName = 'alarm' | 'warning' | 'good' | 'neutral';

const marks = { alarm: '▲', warning: '!', good: '✓', neutral: '·' } as const;

/** A state in a word: colour, a mark that is told apart without colour, and text. */
export function Badge({ tone, children }: { readonly tone: ToneName; readonly children: ComponentChildren }) {
  return (
    <span class={`badge ${tone}-tone`}>
      <span aria-hidden="true">{marks[tone]}</span> {children}
    </span>
  );
}

/** A time: UTC as everywhere, the time of whoever looks on hover. */
export function Time({ at, short = false }: { readonly at: string; readonly short?: boolean }) {
  return (
    <time dateTime={at} title={new Date(at).toString()}>
      {short ? utcShort(at) : utcTime(at)}
    </time>
  );
}

export function Ago({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={utcTime(at)}>
      {ago(at, new Date().toISOString())}
    </time>
  );
}

/** The heading of a view: names the tab, and is where a screen reader begins after a click. */
export function Title({
  children,
  text,
  kicker,
}: {
  readonly children: ComponentChildren;
  readonly text: string;
  readonly kicker?: ComponentChildren;
}) {
  useEffect(() => {
    document.title = `${text} · Pinwatch`;
  }, [text]);
  return (
    <>
      {kicker === undefined ? null : <p class="kicker">{kicker}</p>}
      <h1 tabIndex={-1}>{children}</h1>
    </>
  );
}

export function Card({
  title,
  id,
  children,
  note,
}: {
  readonly title?: ComponentChildren;
  readonly id?: string;
  readonly children: ComponentChildren;
  readonly note?: ComponentChildren;
}) {
  return (
    <section class="card" id={id} aria-labelledby={title === undefined || id === undefined ? undefined : `${id}-title`}>
      {title === undefined ? null : <h2 id={id === undefined ? undefined : `${id}-title`}>{title}</h2>}
      {note === undefined ? null : <p class="muted">{note}</p>}
      {children}
    </section>
  );
}

/** What is shown while something is asked for, and where it cannot be had. */
export function Waiting({ error, what }: { readonly error?: ApiError | undefined; readonly what: string }) {
  if (error === undefined)
    return (
      <div class="skeleton" role="status">
        <span class="visually-hidden">loading {what}</span>
        <i /> <i /> <i />
      </div>
    );
  return (
    <div class="notice alarm-tone" role="alert">
      <strong>{error.status === 404 ? 'There is no such thing.' : `${error.message}.`}</strong>
      <ul>
        {error.problems.map(({ where, what: problem }) => (
          <li key={where + problem}>
            <code>{where}</code> {problem}
          </li>
        ))}
      </ul>
    </div>
  );
}

export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

/** Wide content that scrolls by itself, also with the keyboard. */
export function Scroll({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard
    <section class="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
