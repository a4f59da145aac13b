import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { articleLines } from '../../lib/report/terminal/article-view.ts';
import { plainText } from '../../lib/report/terminal/styled-text.ts';
import { columns } from '../../lib/report/words/printable.ts';

const runbook = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
const articles = runbook.split(/^(?=## )/m).slice(1);
const text = (article: string, stack?: string) => plainText(articleLines(article, { width: 80, stack }));

describe('an article of the runbook in a terminal', () => {
  it('names commands as they are typed here, and articles as commands', () => {
    const article =
      '## a\n\nAsk `pinwatch status --stack\nPinwatch`, [b](#b) or [the other](#c-d); see [x](on-call.md#y).\n';
    expect(text(article)).toBe(
      'a\n\nAsk `pinwatch status`, pinwatch runbook b or the other (pinwatch runbook c-d);\nsee x (docs/on-call.md).\n',
    );
    expect(text(article, 'Prod')).toContain('pinwatch status --stack Prod');
  });

  it('fits the terminal, every one of them, but for its tables', () => {
    const prose = articles
      .flatMap((article) => text(article, 'Pinwatch').split('\n'))
      .filter((line) => !line.startsWith('|'));
    expect(prose.filter((line) => columns(line) > 80)).toEqual([]);
    expect(prose.join('\n')).not.toMatch(/\]\(|\*\*/);
  });
});
