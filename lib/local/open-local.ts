import { join } from 'node:path';
import { alertSinks } from '../alerts/alert-sinks.ts';
import { terminalName } from '../alerts/console.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { durationSeconds } from '../domain/project/project.ts';
import type { Random } from '../domain/random.ts';
import { conditionRules } from '../monitor/conditions/condition-rules.ts';
import { judgeRun } from '../monitor/judge/judge-run.ts';
import { judgingSettings } from '../monitor/judge/judging-settings.ts';
import type { ResumePolicy } from '../monitor/resume-runs.ts';
import type { RunDeps } from '../monitor/run-endpoint.ts';
import { shrinkRun } from '../monitor/shrink-run.ts';
import type { NotifyDeps } from '../monitor/tell/notify.ts';
import { tellingRules } from '../monitor/tell/telling-rules.ts';
import type { VisitDeps } from '../monitor/visit-endpoint.ts';
import { limitsOf } from '../plan/limits-of.ts';
import type { AlertSink } from '../ports/alert-sink.ts';
import type { CapabilityStore } from '../ports/capability-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { ModelNoticeStore } from '../ports/model-notice-store.ts';
import type { Provider } from '../ports/provider.ts';
import { goldensOf, type LoadedProject } from '../project/load-project.ts';
import { findEndpoint, type ProjectRuntime } from '../project/project-runtime.ts';
import { openForRuns } from '../providers/registry.ts';
import { ExtraDraws } from '../replay/extra-draws.ts';
import { type LocalStores, openLocalStores } from '../stores/sqlite/open-local-stores.ts';
import { systemClock } from '../system/clock.ts';
import { modelNoticeFile } from './model-notice-file.ts';
import { probesIn } from './probed-before.ts';

/** Longest time after which an interrupted run is still finished rather than closed. */
const longestPauseMs = 3_600_000;

type Env = { readonly [name: string]: string | undefined };

/** A project on this machine, ready for the use cases: the composition root of the CLI. */
export interface LocalRuntime extends ProjectRuntime {
  readonly stores: LocalStores;
  /** Caches beside the history; they may be written also where that is only looked at. */
  readonly notices: ModelNoticeStore;
  readonly capabilities: CapabilityStore;
  readonly resumePolicy: ResumePolicy;
  provider(endpoint: Endpoint): Promise<Provider>;
  /** Calls beside runs, which count in the budgets of an endpoint. */
  extraDraws(endpoint: Endpoint): ExtraDraws;
  /** Everything that telling people needs. */
  notifyDeps(watching: Pick<Watching, 'console' | 'onUndelivered'>): NotifyDeps;
  /** Everything that a run of an endpoint needs. */
  runDeps(endpoint: Endpoint, watching: Watching): Promise<VisitDeps>;
}

/** How whoever starts a run hears of it. */
export interface Watching extends Pick<RunDeps, 'onStored' | 'onPlanned' | 'onUndelivered'> {
  /** Whoever looks at the terminal, told beside those that the project names. */
  readonly console?: AlertSink;
}

export interface LocalOptions {
  readonly env: Env;
  /** Looks at what is stored and changes nothing. @default false */
  readonly readOnly?: boolean;
  /** Opens an emptied history, too, to build it again. @default false */
  readonly evenEmptied?: boolean;
  /** @default the time of the machine */
  readonly clock?: Clock;
  /** Seeds plans and spreads retries; uniform on [0, 1). @default Math.random */
  readonly random?: Random;
}

/** Puts a loaded project together with its stores and providers. Sends nothing. */
export function openLocal(
  loaded: LoadedProject,
  { env, readOnly = false, evenEmptied = false, clock = systemClock, random = Math.random }: LocalOptions,
): LocalRuntime {
  const { project } = loaded;
  const stores = openLocalStores(loaded.dataFolder, { readOnly, evenEmptied });
  const sinks = alertSinks(project.alerts, { env, clock });
  const provider = (endpoint: Endpoint) => openForRuns(endpoint, { env });
  const limits = ({ budget }: Endpoint, at: Date) => limitsOf(at, { project: project.budget, endpoint: budget });
  const notices = modelNoticeFile(join(loaded.dataFolder, 'models.json'));
  const notifyDeps = ({ console, ...watching }: Watching) => ({
    ...watching,
    sinks: console === undefined ? sinks : new Map([...sinks, [terminalName, console]]),
    stores,
    clock,
    ...tellingRules(project),
    conditions: conditionRules(project),
  });
  return {
    project,
    stores,
    notices,
    erasure: stores.erasure,
    everyGolden: loaded.goldens.map(({ golden }) => golden),
    capabilities: probesIn(loaded),
    clock,
    sinks,
    resumePolicy: { finishWithinMs: Math.min(durationSeconds(project.every) * 1000, longestPauseMs) },
    endpoint: (id) => findEndpoint(id, project),
    goldens: (endpoint) => goldensOf(endpoint, loaded.goldens),
    provider,
    extraDraws: (endpoint) => new ExtraDraws({ endpoint, limits, spending: stores.spending, clock }),
    notifyDeps,
    runDeps: async (endpoint, watching) => ({
      ...notifyDeps(watching),
      notices,
      stores,
      limits,
      shrink: (one, at) => shrinkRun(one, at, project, stores),
      provider: await provider(endpoint),
      batches: stores.batches,
      clock,
      random,
      judge: (run) => judgeRun(run, judgingSettings(endpoint, project), { stores }),
    }),
    [Symbol.dispose]: () => stores.close(),
  };
}
