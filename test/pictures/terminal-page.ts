/** Colours of the terminal by their number in SGR sequences. */
const colours: Readonly<Record<string, string>> = {
  31: '#ff6b68',
  32: '#8bd49c',
  33: '#e5c07b',
  34: '#79b8ff',
  35: '#d2a8ff',
  36: '#76d1e0',
  90: '#8b949e',
  91: '#ff8f8c',
  92: '#8bd49c',
  93: '#e5c07b',
  96: '#76d1e0',
};

/** What a terminal shows of a command, as a page. Only the sequences are known that Node's `styleText` writes. */
export function terminalPage(command: string, output: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
  const parts = output.trim().split(/\u001b\[([\d;]*)m/);
  let [bold, dim, colour] = [false, false, ''];
  const spans = parts.map((part, i) => {
    if (i % 2 === 0) return span(part, bold, dim, colour);
    for (const code of part.split(';')) {
      if (code === '1') bold = true;
      else if (code === '2') dim = true;
      else if (code === '22') [bold, dim] = [false, false];
      else if (code === '39') colour = '';
      else if (code === '0' || code === '') [bold, dim, colour] = [false, false, ''];
      else colour = colours[code] ?? colour;
    }
    return '';
  });
  return `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #10141a; }
pre { margin: 0; padding: 24px 26px; font: 14px/19px "DejaVu Sans Mono", monospace; color: #e6edf3; }
</style><pre><span style="color: #8b949e">$</span> ${escaped(command)}\n\n${spans.join('')}\n</pre>`;
}

function span(text: string, bold: boolean, dim: boolean, colour: string): string {
  const style = [
    ...(bold ? ['font-weight: 700', ...(colour === '' ? ['color: #ffffff'] : [])] : []),
    ...(colour === '' ? [] : [`color: ${colour}`]),
    ...(dim ? ['color: #8b949e'] : []),
  ];
  return style.length === 0 ? escaped(text) : `<span style="${style.join('; ')}">${escaped(text)}</span>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
