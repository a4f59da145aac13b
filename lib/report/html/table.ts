import { type Markup, markup, type Part } from './markup.ts';

export interface Column {
  readonly head: Part;
  /** Numbers stand at the right. */
  readonly numeric?: boolean;
}

/** A table that scrolls by itself on a narrow screen; `caption` is read out and, unless hidden, shown. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Part[])[]): Markup {
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ head, numeric }) => markup`<th scope="col"${numeric === true && markup` class="number"`}>${head}</th>`)}</tr></thead>
<tbody>${rows.map(
    (
      cells,
    ) => markup`<tr>${cells.map((cell, i) => markup`<td${columns[i]?.numeric === true && markup` class="number"`}>${cell}</td>`)}</tr>
`,
  )}</tbody></table></div>`;
}

/** A section of the page with its heading; `id` lets other sections and messages point to it. */
export function section(id: string, title: string, ...parts: readonly Part[]): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-heading"><h2 id="${id}-heading">${title}</h2>
${parts}
</section>`;
}
