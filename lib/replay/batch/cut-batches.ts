import { hashBytes } from '../../domain/content-hash.ts';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../../domain/golden/golden-request.ts';
import type { Batch } from '../../domain/run/batch.ts';
import type { ReplayTask, RunPlan } from '../../domain/run/run.ts';
import { drawSeed } from '../../plan/plan-run.ts';
import type { BatchLimits, BatchProvider, PreparedDraw } from '../../ports/batch-provider.ts';
import type { ProviderCompletion } from '../../ports/provider.ts';

/** Goldens by their versions. */
export type Goldens = ReadonlyMap<string, GoldenRequest>;

interface Run {
  readonly plan: RunPlan;
  readonly endpoint: Endpoint;
}

export interface CutRun {
  readonly batches: readonly Batch[];
  /** Draws that are not to be sent, by the endpoint's own policy. */
  readonly refused: readonly { readonly task: ReplayTask; readonly completion: ProviderCompletion }[];
}

/** Cuts a run into batches: one for each API, and more where the provider takes no more at once. Sends nothing. */
export async function cutBatches(
  { plan, endpoint, at }: Run & { readonly at: Date },
  goldens: Goldens,
  provider: BatchProvider,
): Promise<CutRun> {
  const sized: Sized[] = [];
  const refused: CutRun['refused'][number][] = [];
  for (const [place, task] of plan.tasks.entries()) {
    const draw = await prepareDraw(task, { plan, endpoint }, goldens, provider);
    const { api } = goldens.get(task.goldenVersion) as GoldenRequest;
    if ('completion' in draw) refused.push({ task, completion: draw.completion });
    else sized.push({ place, api, bytes: Buffer.byteLength(JSON.stringify(draw.body)) + frameBytes });
  }
  const requests = Math.min(provider.limits.requests, mostDraws);
  const limits = { ...provider.limits, requests };
  const parts = [...Map.groupBy(sized, ({ api }) => api).values()].flatMap((same) => cut(same, limits));
  const batches = parts.map((draws, part): Batch => {
    const [{ api }] = draws as [Sized];
    return {
      run: plan.run,
      part,
      key: hashBytes(`batch ${plan.run} ${plan.seed} ${part}`).slice(0, 24),
      endpoint,
      api,
      draws: draws.map(({ place }) => place),
      state: 'prepared',
      preparedAt: at.toISOString(),
      attempts: 0,
    };
  });
  return { batches, refused };
}

/** What is sent for each draw of a batch, by its place in the plan: the same again whenever it is asked for. */
export async function bodiesOf(
  { draws }: Pick<Batch, 'draws'>,
  run: Run,
  goldens: Goldens,
  provider: BatchProvider,
): Promise<Map<number, PreparedDraw>> {
  const bodies = new Map<number, PreparedDraw>();
  for (const place of draws)
    bodies.set(place, await prepareDraw(run.plan.tasks[place] as ReplayTask, run, goldens, provider));
  return bodies;
}

function prepareDraw(task: ReplayTask, { plan, endpoint }: Run, goldens: Goldens, provider: BatchProvider) {
  const golden = goldens.get(task.goldenVersion) as GoldenRequest;
  return provider.prepare({ endpoint, golden, drawSeed: drawSeed(plan, task) });
}

interface Sized {
  readonly place: number;
  readonly api: Batch['api'];
  readonly bytes: number;
}

/** So that the places of its draws fit into one item of DynamoDB, whatever a provider takes. */
const mostDraws = 50_000;

/** What the frame around a body takes in a batch: names, addresses, brackets. */
const frameBytes = 256;

/** In the order of the plan, as many to a batch as it takes. One that alone is too long makes a batch, and is refused there. */
function cut(draws: readonly Sized[], limits: BatchLimits): Sized[][] {
  const parts: Sized[][] = [];
  let bytes = 0;
  for (const draw of draws) {
    const part = parts.at(-1);
    const isFull = part === undefined || part.length >= limits.requests || bytes + draw.bytes > limits.bytes;
    if (isFull) parts.push([draw]);
    else part.push(draw);
    bytes = isFull ? draw.bytes : bytes + draw.bytes;
  }
  return parts;
}
