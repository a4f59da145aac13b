import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { ConfigError } from '../domain/errors.ts';
import { didYouMean } from '../project/did-you-mean.ts';
import { articleLines } from '../report/terminal/article-view.ts';
import { plainText } from '../report/terminal/styled-text.ts';
import { exitCodes } from './exit-codes.ts';
import { orDeployed, type PlaceOptions, projectCommand } from './project.ts';
import { outputWidth, print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch runbook                                    which articles there are
  $ pinwatch runbook drift-detected                     what to do
  $ pinwatch runbook monitor-silent --stack Pinwatch    at a deployed monitor

The runbook is part of this package: nothing is asked for over the network.
`;

/** `runbook`: what to do about an alert, where no page is at hand that messages could link to. */
export function registerRunbook(program: Command): void {
  orDeployed(projectCommand(program, 'runbook [article]', 'what to do about an alert'))
    .description(
      'Writes the article of the runbook about an alert or an alarm: what it says, where to look, what to do.',
    )
    .addHelpText('after', help)
    .action((article: string | undefined, { json, stack }: PlaceOptions) => {
      const articles = articlesIn(runbook());
      process.exitCode = exitCodes.fine;
      if (article === undefined) {
        const names = [...articles.keys()];
        if (json) printJson({ schema: 'runbook/1', articles: names });
        else process.stdout.write(`${names.join('\n')}\n`);
        return;
      }
      const text = articles.get(article);
      if (text === undefined) {
        const known = [...articles.keys()];
        const mend = didYouMean(article, known) || `, expected one of ${known.join(', ')}`;
        throw new ConfigError([{ where: 'runbook', what: `there is no article "${article}"${mend}` }]);
      }
      const lines = articleLines(text, { width: Math.min(outputWidth(), 100), stack });
      if (json) printJson({ schema: 'runbook/1', article, text: plainText(lines) });
      else print(lines);
    });
}

/** The articles by their headings, each with its heading. */
function articlesIn(text: string): Map<string, string> {
  const sections = text.split(/^## /m).slice(1);
  return new Map(sections.map((section) => [section.slice(0, section.indexOf('\n')).trim(), `## ${section}`]));
}

/** It lies in `docs/`, which stands above `lib/` in a checkout and above `dist/lib/` once built. */
function runbook(): string {
  for (const up of ['../..', '../../..']) {
    try {
      return readFileSync(new URL(`${up}/docs/runbook.md`, import.meta.url), 'utf8');
    } catch {
      // one level further up
    }
  }
  throw new ConfigError([{ where: 'docs/runbook.md', what: 'expected the runbook of this package, got nothing' }]);
}
