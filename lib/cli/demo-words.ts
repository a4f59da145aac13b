import { type Ending, type Outline, rolloutShare, type SilentChange } from '../demo/story.ts';
import type { Judgement } from '../domain/verdict/judgement.ts';
import { falseAlarmsWords } from '../report/alert/alert-words.ts';
import { labelCell, labelColumn, labelLines } from '../report/terminal/labelled-lines.ts';
import { type Line, style } from '../report/terminal/styled-text.ts';
import { percent, plural } from '../report/words/format.ts';
import { columns } from '../report/words/printable.ts';
import { commandText } from './command-text.ts';

/** What is going to happen, and what of it is played. */
export const openingWords = [
  'Pinwatch learns how a pinned model answers the golden requests of a support desk, and goes on watching. Then its provider changes what is served behind the ID, silently.',
  'The model is real and runs on this machine. Only time is played: runs that are due every hour follow each other at once, and what is stored says the hours.',
];

/** What the provider has just done, which no answer tells. */
export function changeWords(change: SilentChange | undefined, model: string): string {
  const same = 'ID and fingerprint stay the same';
  switch (change) {
    case undefined:
      return `none: ${model} stays what it was`;
    case 'update':
      return `updated weights answer as ${model} now; ${same}`;
    case 'quantized':
      return `4-bit weights answer as ${model} now; ${same}`;
    case 'rollout':
      return `updated weights answer ${percent(rolloutShare)} of requests now; ${same}`;
  }
}

export interface EndingContext {
  readonly outline: Outline;
  readonly width: number;
  /** The first run after the moment of the change. */
  readonly first?: Judgement | undefined;
}

/** What it came to, where the files are, and how to look further. */
export function endingLines(ending: Ending, { outline, width, first }: EndingContext): Line[] {
  const { endpoint, files, runs, answers } = ending;
  const report = files.report(endpoint);
  return [
    ...verdictLines(ending, outline, first, width),
    [],
    ...labelLines('Wrote', report, width),
    ...labelLines(
      '',
      `${files.data}, the history: ${plural(runs, 'run')} with all ${plural(answers, 'answer')}`,
      width,
    ),
    [],
    ...stepLines('Look', lookSteps(ending), width),
    ...(outline.stays && ending.kind !== 'stopped' ? stayingLines(outline, ending, width) : []),
  ];
}

function verdictLines(ending: Ending, outline: Outline, first: Judgement | undefined, width: number): Line[] {
  const { kind, runs, runsAfter } = ending;
  switch (kind) {
    case 'detected':
      return labelLines(
        'Truth',
        `changed just before run ${first?.run ?? ''}; ${plural(runsAfter, 'run')} raised the alarm`,
        width,
      );
    case 'missed':
      return labelLines(
        'Truth',
        `changed just before run ${first?.run ?? ''}, and not detected in ${plural(runsAfter, 'run')}: this change needs more runs, or more draws in each`,
        width,
      );
    case 'quiet':
      return labelLines(
        'Verdict',
        `watched ${plural(runs, 'run')}, no drift detected, as promised: ${promise(outline)}`,
        width,
      );
    case 'false-alarm':
      return labelLines('Truth', `nothing had changed: this is a false alarm; ${promise(outline)}`, width);
    case 'stopped':
      return labelLines('Stopped', `after ${plural(runs, 'run')}; what was drawn is stored`, width);
  }
}

/** What can be done with a model that stays up. */
function stayingLines({ controlURL, model }: Outline, { files }: Ending, width: number): Line[] {
  const change = (to: string) => `curl ${controlURL} -H 'content-type: application/json' -d '${to}'`;
  const steps = [
    { command: commandText('run --all', { config: files.project }), purpose: 'another run' },
    { command: change('{"to": "pinned"}'), purpose: 'take the change back' },
    { command: change('{"to": "update", "share": 0.1}'), purpose: 'a rollout' },
  ];
  return [
    [],
    ...labelLines('Staying', `${model} answers until Ctrl-C; in another terminal:`, width),
    ...stepLines('', steps, width),
  ];
}

function promise({ falseAlarmsPerYear }: Outline): string {
  return `at most ${falseAlarmsWords(falseAlarmsPerYear)} expected`;
}

function lookSteps({ kind, endpoint, files }: Ending): { readonly command: string; readonly purpose: string }[] {
  const of = (command: string) => commandText(command, { config: files.project });
  const steps = [
    { command: of('history'), purpose: 'every run' },
    { command: of('show'), purpose: 'the newest run' },
    { command: of('status'), purpose: 'what is known now' },
  ];
  if (kind !== 'detected') return steps;
  return [...steps, { command: of(`accept ${endpoint} --why "…"`), purpose: 'take it as normal' }];
}

/** Commands under one another, with what they are for where that fits. */
function stepLines(
  label: string,
  steps: readonly { readonly command: string; readonly purpose: string }[],
  width: number,
): Line[] {
  const widest = Math.max(...steps.map(({ command }) => columns(command)));
  const fits = steps.every(({ purpose }) => labelColumn + widest + 2 + columns(purpose) <= width);
  return steps.map(({ command, purpose }, i): Line => {
    const told = style('quiet', `${' '.repeat(widest - columns(command))}  ${purpose}`);
    return [...labelCell(i === 0 ? label : ''), style('command', command), ...(fits ? [told] : [])];
  });
}
