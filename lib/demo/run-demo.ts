import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { durationSeconds } from '../domain/project/project.ts';
import { seededRandom } from '../domain/random.ts';
import { gatherReport } from '../history/gather-report.ts';
import { lockFolder } from '../local/folder-lock.ts';
import { type LocalRuntime, openLocal } from '../local/open-local.ts';
import { judgingSettings } from '../monitor/judge/judging-settings.ts';
import { lookAhead } from '../monitor/look-ahead.ts';
import { type RunDeps, runEndpoint } from '../monitor/run-endpoint.ts';
import { type LoadedProject, loadProject } from '../project/load-project.ts';
import { renderHtmlReport } from '../report/html/page.ts';
import { type DemoFiles, demoFiles, writeDemoProject } from './demo-project.ts';
import type { EmbeddedModel } from './model-server/start-embedded-model.ts';
import { changeSilently, serveModel } from './provider.ts';
import { SteppedClock } from './stepped-clock.ts';
import type { Audience, Ending, Outline, Phase, SilentChange } from './story.ts';

export interface DemoOptions {
  /** Folder of the project that is made; an earlier demo's is made anew. */
  readonly into: string;
  /** What the provider does; nothing if left out. */
  readonly change?: SilentChange | undefined;
  /** Equal seeds give equal plans. What the model answers is drawn anew every time. */
  readonly seed: string;
  /** Keeps the model up after the story, until `stop` aborts. */
  readonly stay?: boolean;
}

/** Runs that are watched before the moment of the change, and after it: those up to the alarm and those behind it. */
const watched = { before: 6, after: 12 } as const;

/**
 * Watches the embedded model as any other endpoint, lets its provider change it silently, and goes on until the alarm.
 * Nothing but the time between runs is played: they follow each other at once, on a clock that skips to the next due run.
 *
 * @throws {ConfigError} if the folder is somebody else's, or if the model engine is not installed.
 */
export async function runDemo(options: DemoOptions, audience: Audience, stop: AbortSignal): Promise<Ending> {
  const files = demoFiles(options.into);
  audience.open();
  const model = await serveModel();
  try {
    writeDemoProject(files, model.baseURL);
    const ending = await tell(options, { files, model, audience, stop });
    audience.close(ending);
    if (options.stay) await untilAborted(stop);
    return ending;
  } finally {
    await model.close();
  }
}

interface Stage {
  readonly files: DemoFiles;
  readonly model: EmbeddedModel;
  readonly audience: Audience;
  readonly stop: AbortSignal;
}

/** The story from the first run to the report; everything is closed when it is over. */
async function tell({ change, seed, stay = false }: DemoOptions, stage: Stage): Promise<Ending> {
  const { files, model, audience } = stage;
  const loaded = loadProject(files.project);
  const endpoint = loaded.project.endpoints[0] as Endpoint;
  const runs = { baseline: judgingSettings(endpoint, loaded.project).baselineRuns, ...watched };
  const clock = new SteppedClock(startOf(loaded, runs));
  using local = openLocal(loaded, { env: {}, clock, random: seededRandom(`demo ${seed}`) });
  using _lock = lockFolder(loaded.dataFolder);
  audience.introduce({ ...outlineOf(loaded, endpoint, model, runs), stays: stay });

  const watch = await watcher(endpoint, local, clock, stage);
  const told = await tellPhases(change, runs, watch, stage);
  await writeReport(endpoint, local, files);
  const records = await local.stores.runs.list({ endpoint: endpoint.id });
  const answers = records.reduce((sum, { completed }) => sum + completed, 0);
  return { ...told, runs: records.length, answers, endpoint: endpoint.id, files };
}

async function tellPhases(
  change: SilentChange | undefined,
  runs: Outline['runs'],
  watch: Watch,
  { model, audience }: Stage,
): Promise<Pick<Ending, 'kind' | 'runsAfter'>> {
  for (const phase of ['baseline', 'before'] as const) {
    const { came } = await watch(phase, runs[phase]);
    if (came !== 'to its end') return { kind: came === 'an alarm' ? 'false-alarm' : 'stopped', runsAfter: 0 };
  }
  if (change !== undefined) await changeSilently(model, change);
  audience.changed(change);
  const { came, made } = await watch('after', runs.after);
  if (came === 'stopped') return { kind: 'stopped', runsAfter: made };
  if (came === 'to its end') return { kind: change === undefined ? 'quiet' : 'missed', runsAfter: made };
  if (change === undefined) return { kind: 'false-alarm', runsAfter: made };
  if (made === runs.after) return { kind: 'detected', runsAfter: made };
  const { came: end } = await watch('aftermath', runs.after - made);
  return { kind: end === 'stopped' ? 'stopped' : 'detected', runsAfter: made };
}

/** Makes at most so many runs, each when it is due, and says what ended them. */
type Watch = (
  phase: Phase,
  most: number,
) => Promise<{ readonly came: 'to its end' | 'an alarm' | 'stopped'; readonly made: number }>;

async function watcher(
  endpoint: Endpoint,
  local: LocalRuntime,
  clock: SteppedClock,
  { audience, stop }: Stage,
): Promise<Watch> {
  const { project, stores } = local;
  const goldens = local.goldens(endpoint);
  const deps: RunDeps = await local.runDeps(endpoint, {
    console: { send: (alert) => audience.alert(alert) },
    onStored: (_sample, stored) => audience.answered(stored),
  });
  return async (phase, most) => {
    audience.begin(phase, most);
    for (let made = 1; made <= most; made++) {
      clock.moveTo((await lookAhead({ endpoint, goldens, project }, { stores, clock })).nextRunAt);
      const outcome = await runEndpoint({ endpoint, goldens }, deps, { stop });
      if (outcome.kind !== 'judged') return { came: 'stopped', made };
      audience.judged(outcome.judgement);
      const alarmed = outcome.judgement.verdict.kind === 'drift-detected';
      if (alarmed && phase !== 'aftermath') return { came: 'an alarm', made };
    }
    audience.end(phase);
    return { came: 'to its end', made: most };
  };
}

/** So long ago that the last run is over now: the history holds no time that is yet to come. */
function startOf({ project }: LoadedProject, runs: Outline['runs']): Date {
  const all = runs.baseline + runs.before + runs.after;
  return new Date(Date.now() - all * durationSeconds(project.every) * 1000);
}

function outlineOf(
  { project, goldens }: LoadedProject,
  endpoint: Endpoint,
  { baseURL, controlURL, model }: EmbeddedModel,
  runs: Outline['runs'],
): Omit<Outline, 'stays'> {
  const { falseAlarmsPerYear, every } = project;
  const answersPerRun = goldens.length * endpoint.repetitions;
  return {
    model,
    baseURL,
    controlURL,
    endpoint: endpoint.id,
    goldens: goldens.length,
    answersPerRun,
    falseAlarmsPerYear,
    every,
    runs,
  };
}

async function writeReport(endpoint: Endpoint, { project, stores, clock }: LocalRuntime, files: DemoFiles) {
  const file = files.report(endpoint.id);
  mkdirSync(dirname(file), { recursive: true });
  const model = await gatherReport(endpoint, project, { stores, clock });
  writeFileSync(file, renderHtmlReport(model), { mode: 0o600 });
}

function untilAborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  else signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}
