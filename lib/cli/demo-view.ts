import type { Audience, Ending, Outline, Phase, SilentChange } from '../demo/story.ts';
import { type Alert, isConditionAlert } from '../domain/verdict/alert.ts';
import type { Judgement } from '../domain/verdict/judgement.ts';
import type { AlertSink } from '../ports/alert-sink.ts';
import { falseAlarmsWords, goldensLead } from '../report/alert/alert-words.ts';
import { labelCell, labelLines } from '../report/terminal/labelled-lines.ts';
import { type Line, plain, type Segment, style, wrap } from '../report/terminal/styled-text.ts';
import { duration, multiple, plural } from '../report/words/format.ts';
import { verdictWord } from '../report/words/verdict-words.ts';
import { changeWords, endingLines, openingWords } from './demo-words.ts';
import { evidenceBar, logRatioOf } from './evidence-bar.ts';
import { bar, Progress } from './progress.ts';
import { outputWidth, print } from './terminal.ts';

/** Tells the demo in a terminal: a line for every part, which moves while it goes on, then the alert and what to do. */
export class DemoView implements Audience {
  readonly #live = new Progress();
  readonly #alerts: AlertSink;
  readonly #width = outputWidth();
  #outline: Outline | undefined;
  #phase: Phase = 'baseline';
  #runs = 0;
  #began = 0;
  #answers = 0;
  /** Of the phase that is going on. */
  #judgements: Judgement[] = [];
  #firstAfter: Judgement | undefined;

  /** @param alerts where alerts are printed, as those of any other project are. */
  constructor(alerts: AlertSink) {
    this.#alerts = alerts;
  }

  open(): void {
    print([
      [style('strong', 'Pinwatch demo'), plain('  the model behind a pinned ID changes, and nobody says so')],
      [],
      ...openingWords.flatMap((text) => wrap(text, this.#width - 2).map((line): Line => [plain(`  ${line}`)])),
      [],
    ]);
    this.#live.update('  starting the model');
  }

  introduce(outline: Outline): void {
    this.#outline = outline;
    const { model, baseURL, goldens, answersPerRun, every, falseAlarmsPerYear } = outline;
    this.#print([
      ...labelLines('Model', `${model} at ${baseURL}`, this.#width),
      ...labelLines(
        'A run',
        `${plural(goldens, 'golden request')}, ${answersPerRun} answers, every ${every}`,
        this.#width,
      ),
      ...labelLines('Promise', `at most ${falseAlarmsWords(falseAlarmsPerYear)} expected`, this.#width),
    ]);
  }

  begin(phase: Phase, runs: number): void {
    this.#phase = phase;
    this.#runs = runs;
    this.#began = performance.now();
    this.#judgements = [];
    this.#answers = 0;
    this.#show();
  }

  answered(answers: number): void {
    this.#answers = answers;
    this.#show();
  }

  judged(judgement: Judgement): void {
    if (this.#judgements.at(-1)?.run === judgement.run) return; // its alert came first
    this.#judgements.push(judgement);
    if (this.#phase === 'after') this.#firstAfter ??= judgement;
    this.#answers = 0;
    this.#show();
  }

  end(): void {
    this.#print([this.#phaseLine()]);
  }

  changed(change: SilentChange | undefined): void {
    this.#print(labelLines('Change', changeWords(change, this.#outline?.model ?? ''), this.#width));
  }

  async alert(alert: Alert): Promise<void> {
    if (this.#phase === 'aftermath' || alert.kind === 'fact' || isConditionAlert(alert)) this.#live.clear();
    else {
      this.judged(alert.judgement);
      this.end();
    }
    await this.#alerts.send(alert);
  }

  close(ending: Ending): void {
    this.#print(
      endingLines(ending, { outline: this.#outline as Outline, width: this.#width, first: this.#firstAfter }),
    );
  }

  /** Notes that somebody pressed Ctrl-C. */
  stopping(): void {
    this.#live.note('stopping: what is in flight is finished and stored (Ctrl-C again quits)');
  }

  #print(lines: readonly Line[]): void {
    this.#live.clear();
    print(lines);
  }

  #show(): void {
    if (this.#outline === undefined) return;
    const label = labelCell(this.#label()).map(({ text }) => text);
    this.#live.update(`${label.join('')}${this.#isCounted() ? this.#evidenceSoFar() : this.#doneSoFar()}`);
  }

  /** Whether the evidence of every run is worth looking at: not before there is any, and not when all is said. */
  #isCounted(): boolean {
    return this.#phase === 'before' || this.#phase === 'after';
  }

  #doneSoFar(): string {
    const made = this.#judgements.length;
    const answers = (this.#outline as Outline).answersPerRun;
    return `${bar(made * answers + this.#answers, this.#runs * answers)} ${made} of ${plural(this.#runs, 'run')}`;
  }

  #evidenceSoFar(): string {
    const newest = this.#judgements.at(-1);
    const evidence = newest === undefined ? '' : `, evidence ${multiple(logRatioOf(newest))} its threshold`;
    const bars = this.#judgements.map(evidenceBar).join('').padEnd(this.#runs, '·');
    return `${bars} run ${Math.min(this.#judgements.length + 1, this.#runs)} of ${this.#runs}${evidence}`;
  }

  #label(): string {
    return { baseline: 'Baseline', before: 'Watching', after: 'Watching', aftermath: 'Going on' }[this.#phase];
  }

  /** What a part came to. */
  #phaseLine(): Line {
    const runs = plural(this.#judgements.length, this.#phase === 'aftermath' ? 'more run' : 'run');
    const took = style('quiet', `  ${duration(performance.now() - this.#began)}`);
    if (this.#phase === 'baseline') return [...labelCell(this.#label()), plain(`${runs} learned as normal`), took];
    const explanation = this.#judgements.at(-1)?.explanation;
    if (this.#phase === 'aftermath' && explanation !== undefined)
      return [...labelCell(this.#label()), plain(`${runs}: ${goldensLead(explanation)}`), took];
    return [...labelCell(this.#label()), plain(`${runs}: `), this.#outcome(), plain('  '), ...this.#bars(), took];
  }

  #outcome(): Segment {
    const verdict = this.#judgements.at(-1)?.verdict;
    if (verdict === undefined) return plain('');
    return style(verdict.kind === 'drift-detected' ? 'alarm' : 'good', verdictWord({ verdict }));
  }

  #bars(): Segment[] {
    return this.#judgements.map((judgement) =>
      style(judgement.verdict.kind === 'drift-detected' ? 'alarm' : 'quiet', evidenceBar(judgement)),
    );
  }
}
