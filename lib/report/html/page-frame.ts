import { Markup, markup, type Part } from './markup.ts';
import { style } from './style.ts';

/** Nothing may be loaded and nothing may run, even if an answer of a model found a way into the markup. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** What a page of a report is made of. */
export interface Page {
  readonly title: string;
  readonly head: Part;
  readonly body: Part;
}

/** One self-contained HTML page, to be opened from a file: no script, no network, light and dark, narrow and wide. */
export function page({ title, head, body }: Page): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="pinwatch">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header class="page-head">
${head}
</header>
<main>
${body}
</main>
<footer class="page-foot">
<p>Pinwatch says that answers moved, since when and how far; it does not guess why. All times are UTC. This file holds answers of the model: treat it as customer data.</p>
</footer>
</body>
</html>
`.source;
}
