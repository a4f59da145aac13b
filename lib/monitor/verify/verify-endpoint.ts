import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { showsAnswers, withoutAnswers } from '../../domain/verdict/without-answers.ts';
import { detectorVersion } from '../../drift/detector-state.ts';
import type { Stores } from '../../ports/stores.ts';
import { type JudgingSettings, judgeRun } from '../judge/judge-run.ts';
import { readDetector } from '../judge/state-before.ts';
import { incidentAfter } from '../tell/incident-after.ts';
import { differences } from './differences.ts';
import type { Finding, Looked } from './finding.ts';
import { Recomputation } from './recomputation.ts';
import { isExpired, readable, verifyRuns } from './verify-runs.ts';

export interface VerifyDeps {
  readonly stores: Stores;
  readonly settings: JudgingSettings;
  /** Mends what can be mended out of what else is stored. */
  readonly repair: boolean;
  /** Answers of older runs may be deleted, which is as it should be. */
  readonly keptSince?: Date | undefined;
  /** Told of every run that was computed again. */
  readonly onRun?: () => void;
}

/**
 * Walks everything that is stored of an endpoint: reads every draw, computes every verdict again out of nothing but the draws,
 * and names what differs. With `repair`, runs that nobody judged, or whose judgement
 * cannot be read, are judged, a detector that is damaged or that has not heard
 * of all judged runs is made anew, and incidents that drift should have opened are opened.
 * Outputs that are lost stay lost; what was judged after them, with their help, cannot be compared.
 *
 * Cost: reads the whole history of the endpoint once, and judges it again: about 0.1 s a run.
 */
export async function verifyEndpoint(endpoint: Endpoint, deps: VerifyDeps, looked: Looked): Promise<Finding[]> {
  const { stores, settings, repair } = deps;
  const epochs = await readable(() => stores.epochs.list(endpoint.id));
  if ('problem' in epochs) return [{ where: `epochs of ${endpoint.id}`, what: epochs.problem, repair: 'impossible' }];
  const records = await readable(() => stores.runs.list({ endpoint: endpoint.id }));
  if ('problem' in records) return [{ where: `runs of ${endpoint.id}`, what: records.problem, repair: 'impossible' }];
  const sealed = records.value.filter(({ status }) => status !== 'open');
  const { found, unreadable } = await verifyRuns(sealed, epochs.value, deps, looked);

  const { judged, unjudged, damaged } = await judgementsOf(sealed, stores, looked);
  const again = new Recomputation(epochs.value, settings, stores);
  const lost = new Set<number>(); // epochs of which not all is left to judge by
  let areEqual = true;
  const mended: Judged[] = [];
  for (const one of [...judged, ...damaged].sort((a, b) => a.place - b.place)) {
    const { record } = one;
    const recomputed = await again.judge(record);
    deps.onRun?.();
    if (unreadable.has(record.run)) lost.add(record.epoch);
    if ('problem' in one) {
      const finding = await judgeDamaged(one, recomputed, { stores, repair, isLost: lost.has(record.epoch) });
      found.push(finding);
      if (finding.repair === 'repaired') mended.push({ ...one, judgement: recomputed });
      continue;
    }
    const { judgement } = one;
    if (lost.has(record.epoch)) looked.notComparable++;
    // The answers that an old verdict shows as examples go before those of its run, or after them.
    const isStripped = isExpired(record, deps.keptSince) && !showsAnswers(judgement);
    const expected = isStripped ? withoutAnswers(recomputed) : recomputed;
    const differing = lost.has(record.epoch) ? [] : compareJudgements(judgement, expected, settings, looked);
    if (differing.length > 0) areEqual = false;
    for (const what of differing) found.push({ where: `judgement of run ${record.run}`, what, repair: 'impossible' });
  }
  found.push(...(await verifyState(endpoint, again, { ...deps, areEqual: areEqual && lost.size === 0 })));
  found.push(...(await verifyIncidents([...judged, ...mended], deps)));
  found.push(...(await judgeForgotten(unjudged, deps)));
  return found;
}

interface Placed {
  readonly record: RunRecord;
  /** When it was judged, among the runs of its endpoint. */
  readonly place: number;
}
interface Judged extends Placed {
  readonly judgement: Judgement;
}
interface Damaged extends Placed {
  readonly problem: string;
}

/** Judged runs in the order in which they were, those whose judgement cannot be read, and those that were not judged. */
async function judgementsOf(records: readonly RunRecord[], { judgements }: Stores, looked: Looked) {
  const judged: Judged[] = [];
  const unjudged: RunRecord[] = [];
  const damaged: Damaged[] = [];
  let before = 0; // runs are judged in the order in which they were made, nearly always
  for (const record of records) {
    const stored = await readable(() => judgements.get(record.run));
    if ('problem' in stored) {
      before += 0.001;
      damaged.push({ record, place: before, problem: stored.problem });
    } else if (stored.value === undefined) unjudged.push(record);
    else {
      before = stored.value.sequence ?? 0;
      judged.push({ record, place: before, judgement: stored.value });
    }
  }
  looked.judgements += judged.length;
  judged.sort((a, b) => a.place - b.place);
  return { judged, unjudged, damaged };
}

/**
 * A judgement that is gone or cannot be read: the answers of its run and of those before it give it again, by the rules and settings of
 * today.
 */
async function judgeDamaged(
  { record, place, problem }: Damaged,
  again: Judgement,
  { stores, repair, isLost }: Pick<VerifyDeps, 'stores' | 'repair'> & { readonly isLost: boolean },
): Promise<Finding> {
  const where = `judgement of run ${record.run}`;
  if (isLost) return { where, what: problem, repair: 'impossible' };
  if (repair) await stores.judgements.put({ ...again, sequence: Math.floor(place) + 1 });
  return { where, what: problem, repair: repair ? 'repaired' : 'possible' };
}

/** What differs between a stored judgement and one that was made again, where the two can be compared at all. */
function compareJudgements(
  stored: Judgement,
  again: Judgement,
  { threshold }: JudgingSettings,
  looked: Looked,
): string[] {
  const isOfNow = stored.evidence.channels.every(
    ({ logThreshold }) => Math.abs(logThreshold - Math.log(threshold)) < 1e-9,
  );
  if (stored.detector !== detectorVersion || !isOfNow) {
    looked.notComparable++;
    return [];
  }
  looked.recomputed++;
  return differences(stored, again);
}

async function verifyState(
  { id }: Endpoint,
  again: Recomputation,
  { stores, repair, areEqual }: VerifyDeps & { readonly areEqual: boolean },
): Promise<Finding[]> {
  const stored = await stores.detectors.load(id);
  if (again.state === undefined || (stored !== undefined && Buffer.compare(stored.state, again.state.state) === 0))
    return [];
  const [here, there] = [stored && readDetector(stored.state), readDetector(again.state.state)];
  const problem = stateProblem(here, there, areEqual);
  if (problem === undefined) return [];
  const isMended = repair && (await stores.detectors.save(id, again.state.state, stored?.revision ?? 0));
  return [{ where: `detector of ${id}`, what: problem, repair: isMended ? 'repaired' : 'possible' }];
}

type Detector = ReturnType<typeof readDetector>;

/** A state that was learned under other settings differs, and is as good. */
function stateProblem(here: Detector | undefined, there: Detector, areEqual: boolean): string | undefined {
  if (here === undefined) return 'it is missing, and runs were judged';
  if ('useless' in here) return here.useless === 'damaged-state' ? 'it is damaged' : undefined;
  if ('useless' in there || here.epoch !== there.epoch) return undefined;
  const missing = there.state.applied.filter((run) => !here.state.applied.includes(run));
  if (missing.length > 0) return `it has not heard of ${missing.length} judged runs, the first of them ${missing[0]}`;
  return areEqual ? 'it is not the one that its runs lead to' : undefined;
}

/** Incidents that judgements name and that are not there, and drift that no incident tells. */
async function verifyIncidents(judged: readonly Judged[], { stores, repair }: VerifyDeps): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const { judgement } of judged) {
    const where = `judgement of run ${judgement.run}`;
    if (judgement.incident !== undefined) {
      const incident = await readable(() => stores.incidents.get(judgement.incident as string));
      const what = 'problem' in incident ? incident.problem : incident.value ? undefined : 'it is not there';
      if (what !== undefined) found.push({ where: `incident ${judgement.incident}`, what, repair: 'impossible' });
    } else if (judgement.verdict.kind === 'drift-detected') {
      const { incident, next } = await incidentAfter(judgement, stores);
      if (incident === undefined) continue; // of an epoch that is over: nobody is told any more
      const what = 'it detected drift, and no incident tells of it';
      const isMended = repair && (next === undefined || (await stores.incidents.put(next)));
      if (isMended) await stores.judgements.put({ ...judgement, incident: incident.id });
      found.push({ where, what, repair: isMended ? 'repaired' : 'possible' });
    }
  }
  return found;
}

async function judgeForgotten(
  unjudged: readonly RunRecord[],
  { stores, settings, repair }: VerifyDeps,
): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const record of unjudged) {
    if (repair) await judgeRun(record, settings, { stores });
    found.push({
      where: `run ${record.run}`,
      what: 'it is over and was not judged',
      repair: repair ? 'repaired' : 'possible',
    });
  }
  return found;
}
