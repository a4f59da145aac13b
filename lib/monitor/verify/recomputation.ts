import type { RunRecord } from '../../domain/run/run.ts';
import type { Epoch } from '../../domain/verdict/epoch.ts';
import { type Incident, isActive } from '../../domain/verdict/incident.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { summaryOf } from '../../domain/verdict/judgement-summary.ts';
import type { DetectorStateStore } from '../../ports/detector-state-store.ts';
import type { EpochStore } from '../../ports/epoch-store.ts';
import type { IncidentStore } from '../../ports/incident-store.ts';
import type { JudgementStore } from '../../ports/judgement-store.ts';
import type { RunQuery } from '../../ports/run-store.ts';
import type { Stores } from '../../ports/stores.ts';
import { type JudgingSettings, judgeRun } from '../judge/judge-run.ts';

/**
 * The life of an endpoint over again: its runs judged one by one out of what was drawn, with a detector, judgements and
 * incidents that begin with nothing. What is stored of those is never read, and nothing is written.
 *
 * Memory: the judgements of one endpoint, some kilobytes each.
 */
export class Recomputation {
  readonly judgements = new Map<string, Judgement>();
  readonly incidents = new Map<string, Incident>();
  state: { readonly state: Uint8Array; readonly revision: number } | undefined;
  readonly #epochs: readonly Epoch[];
  readonly #settings: JudgingSettings;
  readonly #stores: Pick<Stores, 'runs' | 'goldens'>;
  #at = '';

  /** @param epochs all that are stored: a run sees those that had begun when it was judged. */
  constructor(epochs: readonly Epoch[], settings: JudgingSettings, stores: Pick<Stores, 'runs' | 'goldens'>) {
    this.#epochs = epochs;
    this.#settings = settings;
    this.#stores = stores;
  }

  /** Judges the next run, as it was judged when it was over. */
  async judge(record: RunRecord): Promise<Judgement> {
    this.#at = record.finishedAt ?? record.plannedAt;
    return judgeRun(record, this.#settings, { stores: this.#shadow(record) });
  }

  #shadow({ endpoint }: RunRecord): Parameters<typeof judgeRun>[2]['stores'] {
    const list = async (query: RunQuery) => select([...this.judgements.values()], query);
    const judgements: JudgementStore = {
      put: async (judgement) => void this.judgements.set(judgement.run, judgement),
      get: async (run) => this.judgements.get(run),
      list,
      summaries: async (query) => (await list(query)).map(summaryOf),
      withFacts: async ({ last = Number.POSITIVE_INFINITY, ...query }) =>
        (await list(query))
          .filter(({ evidence }) => evidence.facts.length > 0)
          .map(summaryOf)
          .slice(-last),
    };
    const detectors: DetectorStateStore = { load: async () => this.state, save: async () => false };
    const epochs: EpochStore = {
      add: async () => false,
      list: async () => this.#epochs.filter(({ startedAt }) => Date.parse(startedAt) <= Date.parse(this.#at)),
    };
    const incidentsOf = (id: string) => [...this.incidents.values()].filter((incident) => incident.endpoint === id);
    const incidents: IncidentStore = {
      put: async () => false,
      get: async (id) => this.incidents.get(id),
      list: async () => incidentsOf(endpoint),
      active: async () => incidentsOf(endpoint).filter(isActive),
    };
    const commit: Stores['commit'] = async ({ judgement, detector, incident }) => {
      this.judgements.set(judgement.run, judgement);
      this.state = { state: detector.state, revision: detector.expectedRevision + 1 };
      if (incident !== undefined) this.incidents.set(incident.id, incident);
      return true;
    };
    return { ...this.#stores, judgements, detectors, epochs, incidents, commit };
  }
}

function select(judgements: readonly Judgement[], { endpoint, epoch, from, until, last }: RunQuery): Judgement[] {
  const at = ({ evidence }: Judgement) => Date.parse(evidence.at);
  const found = judgements
    .filter((one) => one.endpoint === endpoint && one.epoch === (epoch ?? one.epoch))
    .filter((one) => from === undefined || at(one) >= Date.parse(from))
    .filter((one) => until === undefined || at(one) < Date.parse(until))
    .sort((a, b) => at(a) - at(b) || (a.run < b.run ? -1 : 1));
  return last === undefined ? found : found.slice(Math.max(0, found.length - last));
}
