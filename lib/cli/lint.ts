import type { Command } from 'commander';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { configurationChange } from '../domain/verdict/epoch.ts';
import type { Finding } from '../lint/lint-project.ts';
import { goldensAhead } from '../monitor/goldens-ahead.ts';
import type { LoadedProject } from '../project/load-project.ts';
import { type Line, plain, style, wrap } from '../report/terminal/styled-text.ts';
import { plural } from '../report/words/format.ts';
import { aheadWords } from './ahead-words.ts';
import { exitCodes } from './exit-codes.ts';
import { loadedProject, openPlace, type ProjectOptions, projectCommand } from './project.ts';
import { outputWidth, print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch lint              what could be better, with places and fixes
  $ pinwatch lint --json       the same for a program

Exit codes:
  0  nothing to mend (notes may be there)
  1  warnings
  2  something is wrong: pinwatch could not run with it
`;

interface PlacedFinding extends Finding {
  readonly where: string;
}

export function registerLint(program: Command): void {
  projectCommand(program, 'lint', 'check the project and its goldens')
    .description(
      'Checks the project and its goldens: what is wrong, and what is not pinned, not limited or not checked.',
    )
    .addHelpText('after', help)
    .action(async (options: ProjectOptions) => {
      const loaded = await loadedProject(options, { readOnly: true });
      const { lintProject } = await import('../lint/lint-project.ts');
      const { probedBefore } = await import('../local/probed-before.ts');
      const goldens = loaded.goldens.map(({ golden }) => golden);
      const { endpoints } = loaded.project;
      const probed = await probedBefore(loaded);
      const found = lintProject({ endpoints, goldens, today: new Date(), probed });
      const findings = [...found, ...(await changedConfigurations(loaded))].map(
        (finding): PlacedFinding => ({ ...finding, where: placeOf(finding, loaded) }),
      );
      if (options.json) printJson({ schema: 'lint/1', findings });
      else print([...findings.flatMap(findingLines), summary(findings, loaded)]);
      process.exitCode = findings.some(({ severity }) => severity === 'warning') ? exitCodes.drift : exitCodes.fine;
    });
}

/** What edits since the last run mean for baselines; nothing where there is no history. */
async function changedConfigurations(loaded: LoadedProject): Promise<Finding[]> {
  using local = await openPlace(loaded, { readOnly: true });
  const findings: Finding[] = [];
  for (const endpoint of loaded.project.endpoints) {
    const change = configurationChange(endpoint, await local.stores.epochs.list(endpoint.id));
    const edits = await goldensAhead(endpoint.id, local.goldens(endpoint), local.stores);
    if (change === undefined && edits === undefined) continue;
    findings.push({
      rule: change === undefined ? 'changed-goldens' : 'changed-configuration',
      severity: 'note',
      about: { kind: 'endpoint', id: endpoint.id, path: [] },
      what: aheadWords(endpoint, { misdated: 0, ...(change && { change }) }, loaded.project, edits).join(' '),
      fix: change?.returnsTo === undefined ? 'nothing where that is meant; else put it back' : 'nothing',
    });
  }
  return findings;
}

function placeOf({ about }: Finding, { goldens, project, place }: LoadedProject): string {
  if (about.kind === 'golden')
    return goldens.find(({ golden }) => golden.id === about.id)?.place(about.path) ?? about.id;
  if (about.kind === 'project') return place(about.path);
  const index = project.endpoints.findIndex(({ id }: Endpoint) => id === about.id);
  return place(['endpoints', index, ...about.path]);
}

function findingLines({ severity, rule, where, what, fix }: PlacedFinding): Line[] {
  const tone = severity === 'warning' ? 'warning' : 'quiet';
  return [
    [style('strong', where), plain('  '), style(tone, severity), plain('  '), style('quiet', rule)],
    ...wrapToTerminal(what).map((line): Line => [plain(`  ${line}`)]),
    ...wrapToTerminal(`→ ${fix}`).map((line): Line => [style('good', `  ${line}`)]),
    [],
  ];
}

function wrapToTerminal(text: string): string[] {
  return wrap(text, outputWidth() - 2);
}

function summary(findings: readonly Finding[], { goldens, project }: LoadedProject): Line {
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const [warnings, notes] = [count('warning'), count('note')];
  const looked = `${plural(project.endpoints.length, 'endpoint')}, ${plural(goldens.length, 'golden')}`;
  if (findings.length === 0) return [style('good', 'nothing to mend'), plain(` in ${looked}`)];
  const tone = warnings > 0 ? 'warning' : 'quiet';
  return [style(tone, `${plural(warnings, 'warning')}, ${plural(notes, 'note')}`), plain(` in ${looked}`)];
}
