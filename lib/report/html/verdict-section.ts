import type { Headline } from '../model/headline.ts';
import { noBreaks } from '../words/format.ts';
import { type Markup, markup } from './markup.ts';

/** What a person reads first, and for many the only thing. */
export function verdictSection({ tone, title, sentence, tiles, warnings }: Headline): Markup {
  return markup`${warnings.map((warning) => markup`<p class="notice"><b>${warning}</b></p>`)}
<section id="verdict" class="verdict ${tone}-tone" aria-labelledby="verdict-heading">
<h2 id="verdict-heading">${title}</h2>
<p>${noBreaks(sentence)}</p>
${
  tiles.length > 0 &&
  markup`<dl class="tiles">${tiles.map(
    ({ label, value, note }) =>
      markup`<div><dt>${label}</dt><dd><span class="value">${noBreaks(value)}</span>${note !== '' && markup`<p class="note">${noBreaks(note)}</p>`}</dd></div>`,
  )}</dl>`
}
</section>`;
}
