import type { ImportReport } from '../import/import-report.ts';
import { type Line, plain, style } from '../report/terminal/styled-text.ts';
import { count, plural } from '../report/words/format.ts';
import { print, printJson } from './terminal.ts';

/** Goldens that are listed by name for people. */
const mostListed = 20;

export interface ImportOutputOptions {
  readonly json?: true;
  readonly dryRun?: true;
}

/** Says what an import did, or would have done. */
export function printImport(schema: string, report: ImportReport, { json, dryRun }: ImportOutputOptions): void {
  if (json) printJson({ schema, dryRun: dryRun === true, ...report });
  else print(importLines(report, dryRun === true));
}

function importLines(report: ImportReport, dryRun: boolean): Line[] {
  return [
    ...goldenLines(report, dryRun),
    ...fileLines(report),
    ...countLines(report, dryRun),
    ...nextLines(report, dryRun),
  ];
}

function goldenLines({ goldens, imported }: ImportReport, dryRun: boolean): Line[] {
  const verb = dryRun ? 'would write' : 'wrote';
  const lines = goldens.slice(0, mostListed).map(({ id, api, missing, nodes }): Line => {
    const known = missing.length === 0 ? style('quiet', 'captured') : style('warning', 'reconstructed');
    return [
      style('good', verb),
      plain(`  ${id}  `),
      style('quiet', `${api}  ${nodes === undefined ? '' : `tree of ${plural(nodes, 'call')}  `}`),
      known,
    ];
  });
  const more = imported - lines.length;
  return more > 0 ? [...lines, [style('quiet', `… and ${count(more)} more`)]] : lines;
}

/** The file, if it is one for all. */
function fileLines({ files, imported }: ImportReport): Line[] {
  const [file] = files;
  return files.length === 1 && imported > 1 && file !== undefined ? [[plain('in '), style('strong', file)]] : [];
}

function countLines(report: ImportReport, dryRun: boolean): Line[] {
  const { records, imported, reconstructed, alreadyThere, repeated, leftOut, notImported, notes, models } = report;
  const lines: Line[] = [
    ...(imported === 0 ? [] : [[]]),
    [
      style('strong', `${plural(imported, 'golden')}${dryRun ? ', nothing was written,' : ''}`),
      plain(` of ${plural(records, 'record')}`),
    ],
  ];
  if (reconstructed > 0)
    lines.push([
      style('warning', `  ${count(reconstructed)} reconstructed`),
      plain(': not all of the input is known; `pinwatch lint` says what'),
    ]);
  if (alreadyThere > 0) lines.push([plain(`  ${plural(alreadyThere, 'request')} left out: a golden already`)]);
  if (repeated > 0) lines.push([plain(`  ${plural(repeated, 'request')} left out: the same input came before`)]);
  for (const [reason, times] of Object.entries(leftOut)) lines.push([plain(`  ${count(times)} left out: ${reason}`)]);
  for (const { what, times, where } of notImported)
    lines.push([
      style('warning', `  ${count(times)} left out`),
      plain(`: ${what}`),
      style('quiet', times === 1 ? ` (${where})` : ` (first: ${where})`),
    ]);
  for (const note of notes) lines.push([plain(`  ${note}`)]);
  const named = Object.entries(models).sort(([, a], [, b]) => b - a);
  if (named.length > 0)
    lines.push([
      plain(
        `  models: ${named
          .slice(0, 8)
          .map(([model, times]) => `${model} (${count(times)})`)
          .join(', ')}`,
      ),
    ]);
  return lines;
}

function nextLines({ imported }: ImportReport, dryRun: boolean): Line[] {
  if (dryRun || imported === 0) return [];
  return [
    [],
    [
      plain('Next: '),
      style('command', 'pinwatch lint'),
      style('quiet', '  what is not pinned, not limited or not known'),
    ],
  ];
}
