import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Numerics } from '../../lib/demo/model-server/served.ts';
import { type EmbeddedModel, startEmbeddedModel } from '../../lib/demo/model-server/start-embedded-model.ts';
import { SteppedClock } from '../../lib/demo/stepped-clock.ts';
import { rolloutShare, type SilentChange, silentChanges } from '../../lib/demo/story.ts';
import type { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import type { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { seededRandom } from '../../lib/domain/random.ts';
import { openLocal } from '../../lib/local/open-local.ts';
import { lookAhead } from '../../lib/monitor/look-ahead.ts';
import { runEndpoint } from '../../lib/monitor/run-endpoint.ts';
import { loadProject } from '../../lib/project/load-project.ts';
import { writeSharpGoldens } from '../../lib/sharpen/sharp-file.ts';
import { sharpen } from '../../lib/sharpen/sharpen.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** Runs of the baseline, quiet ones, and those after the change at most. */
const runs = { baseline: 24, quiet: 6, after: 20 } as const;

/** What is watched, at how many draws of each golden. */
interface Panel {
  readonly name: string;
  readonly repetitions: number;
  /** Sharp goldens; the sixteen of the support desk if left out. */
  readonly sharp?: readonly GoldenFile[];
}

/** A cheap model's prices in dollars for a million tokens, in and out: those of the README. */
const price = { input: 0.4, output: 1.6 } as const;

/**
 * Finds sharp prompts for the embedded model within 2,000 calls, and prints what they and the sixteen goldens cost a run and how
 * many runs each needs to notice the demo's changes; also with log-probabilities hidden, where only text can tell.
 *
 * `npm run bench -- sharpen [--sharp-only] [--shifting]`: with `--shifting` the engine changes between its two attention kernels
 * five times a second, which moves log-probabilities as other servers do. Some 3 minutes on two idle cores, without the sixteen goldens one.
 */
export async function run(args: readonly string[]): Promise<void> {
  const numerics: Numerics = args.includes('--shifting') ? 'shifting' : 'flash';
  const model = await startEmbeddedModel({ served: { variant: 'pinned', numerics }, numericsPeriodMs: 200 });
  console.log(`embedded model on llama.cpp, attention kernel: ${numerics}`);
  try {
    const found = await search(model, 'openai.chat');
    const panels: Panel[] = [
      { name: 'sharp, log-probabilities', repetitions: 1, sharp: found },
      { name: 'sharp, text only', repetitions: 1, sharp: found.map(withoutLogprobs) },
      ...(args.includes('--sharp-only') ? [] : [{ name: 'sixteen goldens x 2', repetitions: 2 }]),
    ];
    console.log('panel                      tokens a run  $ a year hourly  change      runs to the alarm');
    for (const panel of panels)
      for (const change of [...silentChanges, undefined]) await watch(panel, change, { model, numerics });
  } finally {
    await model.close();
  }
}

async function search(model: EmbeddedModel, api: 'openai.chat'): Promise<readonly GoldenFile[]> {
  using folder = temporaryFolder();
  using local = openLocal(loadProject(projectIn(folder.path, model, { name: '', repetitions: 1 })), { env: {} });
  const endpoint = local.project.endpoints[0] as Endpoint;
  const began = performance.now();
  const { knownPrompts } = await import('../../lib/sharpen/known-prompts.ts');
  const known = await knownPrompts(endpoint.id, local.goldens(endpoint), local.stores.runs);
  const task = { endpoint, api, wanted: 12, budget: { calls: 2000 }, known, earlier: [] };
  const deps = { provider: await local.provider(endpoint), clock: local.clock, random: seededRandom('bench') };
  const { result, goldens } = await sharpen(task, deps, new AbortController().signal);
  const { calls, inputTokens, outputTokens } = result.spent;
  const near = goldens.filter(({ sharp }) => sharp?.from !== undefined).length;
  console.log(
    `found ${goldens.length} sharp goldens (${near} near the goldens) among ${result.tried} prompts: ${calls} calls, ${inputTokens + outputTokens} tokens, ${((performance.now() - began) / 1000).toFixed(0)} s`,
  );
  return goldens;
}

/** A project of its own that watches the model; the project file. */
function projectIn(folder: string, model: EmbeddedModel, { repetitions, sharp }: Panel): string {
  const goldens = join(folder, 'goldens');
  mkdirSync(goldens);
  if (sharp === undefined) cpSync('examples/support-desk/goldens', goldens, { recursive: true });
  else writeSharpGoldens(join(goldens, 'sharp.jsonl'), sharp);
  const logprobs = sharp === undefined ? { parameters: { logprobs: true, top_logprobs: 5 } } : {};
  const { baseURL, model: id } = model;
  const endpoint = { id: 'desk', provider: 'openai', model: id, baseURL, repetitions, ...logprobs };
  const file = join(folder, 'pinwatch.yaml');
  writeFileSync(file, JSON.stringify({ version: 1, endpoints: [endpoint] }));
  return file;
}

async function watch(
  panel: Panel,
  change: SilentChange | undefined,
  { model, numerics }: { readonly model: EmbeddedModel; readonly numerics: Numerics },
): Promise<void> {
  await model.change({ variant: 'pinned', numerics });
  using folder = temporaryFolder();
  const loaded = loadProject(projectIn(folder.path, model, panel));
  const clock = new SteppedClock(new Date(Date.now() - 100 * 3_600_000));
  using local = openLocal(loaded, { env: {}, clock, random: seededRandom(`${panel.name} ${change}`) });
  const { project, stores } = local;
  const endpoint = project.endpoints[0] as Endpoint;
  const goldens = local.goldens(endpoint);
  const deps = await local.runDeps(endpoint, {});
  let tokens = 0;
  /** How many runs were made when the first alarm came; undefined without one. */
  const make = async (most: number): Promise<number | undefined> => {
    for (let made = 1; made <= most; made++) {
      clock.moveTo((await lookAhead({ endpoint, goldens, project }, { stores, clock })).nextRunAt);
      const outcome = await runEndpoint({ endpoint, goldens }, deps, { stop: new AbortController().signal });
      tokens = outcome.run.inputTokens + outcome.run.outputTokens;
      if (outcome.kind === 'judged' && outcome.judgement.verdict.kind === 'drift-detected') return made;
    }
    return undefined;
  };
  const early = await make(runs.baseline + runs.quiet);
  const [first] = await stores.runs.list({ endpoint: endpoint.id, last: 1 });
  const { inputTokens = 0, outputTokens = 0 } = first ?? {};
  if (change !== undefined) await changeIn(model, change, numerics);
  const after = await make(runs.after);
  const quiet = early === undefined ? '' : ` (false alarm at run ${early})`;
  const delay = after === undefined ? (change === undefined ? 'quiet' : `none in ${runs.after}`) : String(after);
  const year = (8760 * (inputTokens * price.input + outputTokens * price.output)) / 1e6;
  console.log(
    `${panel.name.padEnd(26)} ${String(tokens).padStart(12)}  ${year.toFixed(2).padStart(15)}  ${(change ?? 'none').padEnd(10)}  ${delay}${quiet}`,
  );
}

/** As `changeSilently` does, on kernels that stay as they are. */
async function changeIn(model: EmbeddedModel, change: SilentChange, numerics: Numerics): Promise<void> {
  const to = { variant: change === 'rollout' ? 'update' : change, numerics } as const;
  await model.change(to, change === 'rollout' ? { share: rolloutShare } : {});
}

function withoutLogprobs({ body, ...golden }: GoldenFile): GoldenFile {
  const { logprobs: _, top_logprobs: _top, ...rest } = body ?? {};
  return { ...golden, body: rest };
}
