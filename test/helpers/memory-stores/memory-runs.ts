import { StoreError } from '../../../lib/domain/errors.ts';
import { type RunEnd, RunPlan, type RunRecord } from '../../../lib/domain/run/run.ts';
import type { Sample } from '../../../lib/domain/run/sample.ts';
import type { DrawId, RunQuery, RunStore, UseSamples } from '../../../lib/ports/run-store.ts';
import { compareText } from '../../../lib/stores/compare-text.ts';
import { sortableInstant } from '../../../lib/stores/instant.ts';
import { openRecord, sealRecord } from '../../../lib/stores/run-record.ts';
import { SampleCounts } from '../../../lib/stores/sample-counts.ts';
import { compareDraws, drawName, onlyDraws, parseSampleLine, sampleLine } from '../../../lib/stores/sample-lines.ts';
import { handInParts } from '../../../lib/stores/sample-parts.ts';
import { decode, encode } from '../../../lib/stores/stored-json.ts';
import { select } from './select.ts';

interface Run {
  readonly plan: string;
  /** Lines of the interchange format by draw. */
  readonly draws: Map<string, string>;
  record: RunRecord;
}

export class MemoryRuns implements RunStore {
  readonly #runs = new Map<string, Run>();

  async open(plan: RunPlan): Promise<void> {
    if (this.#runs.has(plan.run)) return;
    const text = encode(RunPlan, plan, `plan of run ${plan.run}`);
    this.#runs.set(plan.run, { plan: text, draws: new Map(), record: openRecord(plan) });
  }

  async openPlans(endpoint?: string): Promise<RunPlan[]> {
    return [...this.#runs.values()]
      .filter(({ record }) => record.status === 'open' && (endpoint ?? record.endpoint) === record.endpoint)
      .map(({ plan, record }) => decode(RunPlan, plan, `plan of run ${record.run}`))
      .sort(
        (a, b) => compareText(sortableInstant(a.plannedAt), sortableInstant(b.plannedAt)) || compareText(a.run, b.run),
      );
  }

  async putSample(sample: Sample): Promise<'stored' | 'duplicate'> {
    const { draws, record } = this.#opened(sample.run);
    const draw = JSON.stringify([sample.golden, sample.repetition]);
    if (draws.has(draw)) return 'duplicate';
    if (record.status !== 'open')
      throw new StoreError(`run ${sample.run} is ${record.status}: ${drawName(sample)} came too late to be stored`);
    draws.set(draw, sampleLine(sample));
    return 'stored';
  }

  async samples(run: string, only?: readonly DrawId[]): Promise<Sample[]> {
    const stored = this.#runs.get(run);
    return stored === undefined ? [] : onlyDraws(samplesOf(stored), only);
  }

  async inParts(run: string, use: UseSamples): Promise<void> {
    await handInParts(await this.samples(run), use);
  }

  async close(run: string, end: RunEnd): Promise<RunRecord> {
    const stored = this.#opened(run);
    if (stored.record.status === 'open')
      stored.record = sealRecord(stored.record, SampleCounts.of(samplesOf(stored)), end);
    return { ...stored.record };
  }

  async get(run: string): Promise<RunRecord | undefined> {
    const stored = this.#runs.get(run);
    return stored === undefined ? undefined : recordOf(stored);
  }

  async list(query: RunQuery): Promise<RunRecord[]> {
    return select(this.#runs.values(), query, ({ record }) => ({ ...record, at: record.plannedAt })).map(recordOf);
  }

  #opened(run: string): Run {
    const stored = this.#runs.get(run);
    if (stored === undefined) throw new StoreError(`run ${run} was never opened`);
    return stored;
  }
}

function samplesOf({ draws, record }: Run): Sample[] {
  return Array.from(draws.values(), (line) => parseSampleLine(line, `run ${record.run}`)).sort(compareDraws);
}

function recordOf(stored: Run): RunRecord {
  const { record } = stored;
  return record.status === 'open' ? SampleCounts.of(samplesOf(stored)).writtenInto(record) : { ...record };
}
