import { UnreadableError } from '../../lib/domain/errors.ts';
import { spentIn } from '../../lib/domain/run/account.ts';
import { addSpending, nothingSpent, spendingOf } from '../../lib/domain/run/spending.ts';
import type { Judgement } from '../../lib/domain/verdict/judgement.ts';
import { decodeDetector } from '../../lib/drift/detector-codec.ts';
import { judgeRun } from '../../lib/monitor/judge/judge-run.ts';
import type { Stores } from '../../lib/ports/stores.ts';
import { memoryStores } from '../helpers/memory-stores/memory-stores.ts';
import { type EnduredLife, endpoint, settings } from './endured-life.ts';

const id = endpoint.id;

/** What of a life is held against what is stored. */
export type Heard = Pick<EnduredLife, 'acknowledged' | 'told'>;

/** What a life lost, doubled or left otherwise than a life without mishaps would have: one line each. */
export async function violations(life: Heard, stores: Stores): Promise<string[]> {
  const found = [
    await lostDraws(life, stores),
    await unequal(stores),
    await untold(life, stores),
    await miscounted(stores),
  ];
  return found.flat();
}

async function lostDraws({ acknowledged }: Heard, stores: Stores): Promise<string[]> {
  const found: string[] = [];
  if ((await stores.runs.openPlans()).length > 0) found.push('a run was left open');
  const kept = new Map<string, string | undefined>();
  for (const { run, completed, failed } of await stores.runs.list({ endpoint: id })) {
    const samples = await stores.runs.samples(run);
    if (samples.length !== completed + failed)
      found.push(`run ${run} counts ${completed + failed} of ${samples.length}`);
    for (const { golden, repetition, text } of samples) {
      const name = `${run} ${golden} ${repetition}`;
      if (kept.has(name)) found.push(`draw ${name} is there twice`);
      kept.set(name, text);
    }
  }
  for (const [name, text] of acknowledged)
    if (!kept.has(name) || kept.get(name) !== text) found.push(`draw ${name} was acknowledged and is not there`);
  return found;
}

/** What was used is what the runs used, each counted once, and nothing is set aside for runs that are over. */
async function miscounted({ runs, spending }: Stores): Promise<string[]> {
  const records = await runs.list({ endpoint: id });
  const found: string[] = [];
  for (const [month, ended] of Map.groupBy(records, ({ run }) => `${run.slice(0, 4)}-${run.slice(4, 6)}`)) {
    const account = await spending.read(month);
    const used = ended.map((record) => spendingOf(endpoint.price, record)).reduce(addSpending, nothingSpent);
    if (Object.keys(account.aside).length > 0) found.push(`something is set aside for ${Object.keys(account.aside)}`);
    if (JSON.stringify(spentIn(account, id)) !== JSON.stringify(used))
      found.push(`${JSON.stringify(spentIn(account, id))} are counted in ${month}, of ${JSON.stringify(used)}`);
  }
  return found;
}

/** Judges every run again, in the order in which they were, over nothing but what was drawn: all must come out the same. */
async function unequal(stores: Stores): Promise<string[]> {
  const found: string[] = [];
  const records = await stores.runs.list({ endpoint: id });
  const judgements = await stores.judgements.list({ endpoint: id });
  const unjudged = records.filter(({ run }) => !judgements.some((judgement) => judgement.run === run));
  found.push(...unjudged.map(({ run }) => `run ${run} was never judged`));

  const clean = memoryStores();
  const copied: Stores = { ...clean, runs: stores.runs, goldens: stores.goldens };
  for (const judgement of judgements.toSorted((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0))) {
    const record = records.find(({ run }) => run === judgement.run);
    if (record === undefined) throw new UnreadableError(`run ${judgement.run} is judged and not there`);
    await judgeRun(record, settings, { stores: copied });
    const again = await clean.judgements.get(record.run);
    if (again === undefined || comparable(again) !== comparable(judgement))
      found.push(`run ${judgement.run} is judged otherwise`);
  }
  const [state, expected] = [await stores.detectors.load(id), await clean.detectors.load(id)];
  if (state === undefined || expected === undefined || Buffer.compare(state.state, expected.state) !== 0)
    found.push(`the detector's state is another one: ${applied(state)} of ${applied(expected)} runs`);
  for (const kind of ['epochs', 'incidents'] as const) {
    const [here, there] = [await stores[kind].list(id), await clean[kind].list(id)];
    if (JSON.stringify(here) !== JSON.stringify(there)) found.push(`${kind} are ${JSON.stringify([here, there])}`);
  }
  return found;
}

/** That a damaged state was made anew, and how often states were written, is no property of the runs. */
function comparable({ learnedAgain: _, sequence: __, ...judgement }: Judgement): string {
  return JSON.stringify(judgement);
}

function applied(stored: { readonly state: Uint8Array } | undefined): number {
  return stored === undefined ? 0 : decodeDetector(stored.state).state.counted;
}

/** Every incident was told, and nothing more than once more: by whoever could not know that it was told. */
async function untold({ told }: Heard, stores: Stores): Promise<string[]> {
  const found: string[] = [];
  for (const [name, often] of Map.groupBy(told, (alert) => alert.id))
    if (often.length > 2) found.push(`${name} was told ${often.length} times`);
  const opened = new Set(told.filter(({ kind }) => kind === 'opened').map((alert) => alert.id));
  for (const incident of await stores.incidents.list(id))
    if (![...opened].some((name) => name.startsWith(incident.id))) found.push(`${incident.id} was never told`);
  return found;
}

/** What was done twice, as nobody knew that it was done: calls of the provider whose answers were never stored, and alerts. */
export async function doneAgain(
  { told, figures }: EnduredLife,
  stores: Stores,
): Promise<{ calls: number; alerts: number }> {
  let kept = 0;
  for (const { run } of await stores.runs.list({ endpoint: id }))
    for (const { attempts = 1 } of await stores.runs.samples(run)) kept += attempts;
  return { calls: figures.calls - kept, alerts: told.length - new Set(told.map(({ id: name }) => name)).size };
}
