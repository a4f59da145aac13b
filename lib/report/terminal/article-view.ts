import { type Line, plain, style, wrap } from './styled-text.ts';

export interface ArticleOptions {
  /** Columns, at least 40. */
  readonly width: number;
  /** The deployed stack that commands are to name; none where the article is read beside a laptop's history. */
  readonly stack?: string | undefined;
}

/** An article of the runbook for a terminal: its commands as they can be typed here, and links as commands. */
export function articleLines(markdown: string, { width, stack }: ArticleOptions): Line[] {
  const text = withCommands(inPlace(markdown, stack));
  return text
    .trimEnd()
    .split(/\n{2,}/)
    .flatMap((block, i) => [...(i === 0 ? [] : [[]]), ...blockLines(block, width)]);
}

function blockLines(block: string, width: number): Line[] {
  if (block.startsWith('#')) return [[style('strong', block.replace(/^#+ /, ''))]];
  if (block.startsWith('|')) return block.split('\n').map((line) => [plain(line)]);
  return items(block).flatMap((item) => {
    const mark = /^(- |\d+\. )/.exec(item)?.[0] ?? '';
    const lines = wrap(item.slice(mark.length), width - mark.length);
    return lines.map((line, i): Line => [plain(i === 0 ? `${mark}${line}` : `${' '.repeat(mark.length)}${line}`)]);
  });
}

/** Paragraphs and the items of lists, each on a line of its own. */
function items(block: string): string[] {
  return block
    .replace(/\n(?!- |\d+\. )\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/\*\*([^*]+)\*\*/g, '$1').replace(/\*([^*]+)\*/g, '$1'));
}

/** The runbook names a stack, which is that of whoever reads it or none. */
function inPlace(text: string, stack: string | undefined): string {
  return text.replace(/\s+--stack\s+Pinwatch/g, stack === undefined ? '' : ` --stack ${stack}`);
}

/** `[monitor-silent](#monitor-silent)` → `pinwatch runbook monitor-silent`; a page beside the runbook is a file of the package. */
function withCommands(text: string): string {
  return text
    .replace(/\[([^\]]+)\]\(#([a-z-]+)\)/g, (_, words: string, article: string) =>
      words === article ? `pinwatch runbook ${article}` : `${words} (pinwatch runbook ${article})`,
    )
    .replace(/\[([^\]]+)\]\(([\w/-]+\.md)(#[\w-]+)?\)/g, '$1 (docs/$2)');
}
