/** Marks that stand for nothing else in prose: Jinja and its kin, ERB, JavaScript, Python's `%`. */
const marks =
  /\{\{[^{}\n]{1,80}\}\}|\{%[^%\n]{1,200}%\}|<%[=-]?[^%\n]{1,200}%>|\$\{[A-Za-z_]*[a-z][\w.]*\}|%\([A-Za-z_]\w*\)s/;

/** What single braces hold in the prompts of many programs; not in sets, JSON, paths of URLs or components. */
const usual = [
  ...['context', 'question', 'query', 'input', 'history', 'documents?', 'text', 'transcript', 'article', 'passages?'],
  ...['instructions?', 'examples?', 'agent_scratchpad', 'chat_history', 'tool_names', 'format_instructions'],
  `(?:user|customer|retrieved|system|current|search|source|target)_[a-z_]+`,
].join('|');
const singleBraces = new RegExp(String.raw`(?<![\w/=.$\x60{<]|\bf["']{1,3}|=["'])\{(?:${usual})\}(?![\w/=}])`);

/** A prompt about templates may well show one. */
const aboutTemplates =
  /\b(?:jinja2?|handlebars|mustache|liquid|nunjucks|ejs|erb|template (?:literal|string|engine)s?|f-strings?)\b/i;

/**
 * Whether a text still holds marks that a template should have filled in. Code that is quoted is passed over, unless a
 * mark is all that the quotes hold: prompts put what they are about between backticks.
 *
 * @param variables of the template, if they are known: then `{name}` is a mark as well.
 */
export function isUnrendered(text: string, variables: readonly string[] = []): boolean {
  if (variables.some((name) => text.includes(`{${name}}`))) return true;
  if (aboutTemplates.test(text)) return false;
  const prose = text.replace(/```([\s\S]*?)```|`([^`\n]*)`/g, (quoted, block, inline) =>
    isOnlyMark(block ?? inline) ? ` ${block ?? inline} ` : quoted.replace(/[^\n]/g, ' '),
  );
  return marks.test(prose) || singleBraces.test(prose);
}

function isOnlyMark(code: string): boolean {
  return /^(?:\{\{?[^{}\n]{1,80}\}\}?|\$\{[^{}\n]{1,80}\}|<%=?[^%\n]{1,80}%>)$/.test(code.trim());
}
