const voidElements = new Set(['meta', 'link', 'img', 'br', 'hr', 'input']);

/**
 * What is wrong with a page that we made: tags that do not close in order, ids that stand twice, references to ids that
 * are not there, scripts and handlers. Not a parser for any HTML, but for what our templates write it is exact: text is
 * escaped there, so every `<` begins a tag.
 */
export function markupProblems(html: string): string[] {
  const problems: string[] = [];
  const open: string[] = [];
  const ids: string[] = [];
  const references: string[] = [];
  const page = html.replace(/<style>[\s\S]*?<\/style>/, '').replace(/^<!doctype html>/, '');
  for (const [tag, closing, name = '', attributes = '', selfClosing] of page.matchAll(
    /<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<]*")?)*)\s*(\/?)>|<[^>]{0,40}/g,
  )) {
    if (name === '') problems.push(`not a tag: ${tag}`);
    else if (closing === '/') {
      const expected = open.pop();
      if (expected !== name) problems.push(`</${name}> closes <${expected}>`);
    } else if (selfClosing !== '/' && !voidElements.has(name)) open.push(name);
    if (/^(script|iframe|object|embed|img|link|base|form)$/i.test(name)) problems.push(`<${name}>`);
    for (const [, key = '', value = ''] of attributes.matchAll(/([a-zA-Z-]+)="([^"]*)"/g)) {
      if (/^on/i.test(key)) problems.push(`handler ${key}`);
      // Links lead inside the page, or to another page beside it.
      if (name === 'a' && key === 'href' && value.startsWith('#')) references.push(value.slice(1));
      else if (name === 'a' && key === 'href' && /^[\w.%-]+\.html$/.test(value)) continue;
      else if (/^(src|href|action|xlink:href)$/i.test(key)) problems.push(`${key}=${value}`);
      if (key === 'id') ids.push(value);
      if (key === 'aria-labelledby') references.push(...value.split(' '));
    }
  }
  if (open.length > 0) problems.push(`never closed: ${open.join(', ')}`);
  for (const id of new Set(ids.filter((one, i) => ids.indexOf(one) !== i))) problems.push(`id ${id} stands twice`);
  for (const id of references.filter((one) => !ids.includes(one))) problems.push(`no element has id ${id}`);
  return problems;
}
