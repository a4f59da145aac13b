import type * as z from 'zod';
import { Endpoint } from '../domain/endpoint/endpoint.ts';
import { ConfigError, throwIfAny } from '../domain/errors.ts';
import type { GoldenFile } from '../domain/golden/golden-file.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { TraceFile } from '../domain/golden/trace-tree.ts';
import type { Json } from '../domain/json.ts';
import type { Sample } from '../domain/run/sample.ts';
import { explainIssues } from '../project/explain-issue.ts';
import { goldenWritten } from '../project/load-goldens.ts';
import { type LoadedProject, loadProject } from '../project/load-project.ts';
import { openProvider } from '../providers/registry.ts';
import type { LiveTools } from '../replay/chain/draw-chain.ts';
import { systemClock } from '../system/clock.ts';
import { type Rerolled, reroll } from './reroll.ts';
import { type RerollWishes, rerollTask } from './reroll-task.ts';
import { endpointFor, findGolden, goldenInFile, isGoldenFile, requireKey, speaking } from './what-to-reroll.ts';

export type { LiveTools } from '../replay/chain/draw-chain.ts';
export type { Rerolled } from './reroll.ts';

/** An endpoint as `pinwatch.yaml` has it; its id may be left out. */
export type EndpointSettings = Omit<z.input<typeof Endpoint>, 'id'> & { readonly id?: string };

/** The real tools of an agent, by the names that its model calls them by. What they give back is stored as JSON. */
export type Tools = { readonly [name: string]: (args: Json, signal: AbortSignal) => unknown };

export interface RerollOptions extends RerollWishes {
  /** The id of a golden of the project, a file with a golden or a trace tree (.yaml, .json), or what stands in one. */
  readonly golden: string | z.input<typeof GoldenFile> | z.input<typeof TraceFile>;
  /** The id of an endpoint of the project, or all that has to be known of one. @default the one that replays the golden */
  readonly endpoint?: string | EndpointSettings;
  /** The project file; read only where one of the two is named by its id. @default 'pinwatch.yaml' */
  readonly project?: string;
  /** What answers for `live` tools of a trace tree. */
  readonly tools?: Tools;
  /** Finishes what is in flight and counts it; the result says that it was interrupted. */
  readonly signal?: AbortSignal;
  /** Where API keys are looked for. @default process.env */
  readonly env?: { readonly [name: string]: string | undefined };
  /** Told of every draw as it arrives, how many have arrived by then, and how many of those fail an expectation. */
  readonly onDrawn?: (sample: Sample, arrived: number, failures: number) => void;
}

/** What came of drawing for a program. */
export interface RerolledGolden extends Rerolled {
  /** Which budget had no room for further calls, as a sentence; absent where all had. */
  readonly refusal?: string;
}

/**
 * Draws one golden many times at one endpoint and counts how often its answers fail what every good answer satisfies: what
 * `pinwatch reroll` does, for a program. Calls that fail are counted, not thrown. Nothing enters the history.
 *
 * Calls at an endpoint of a project count in its budgets of the day and the month, as those of runs do, and are not sent where one
 * has no room. An endpoint that is not of a project (`endpoint` is its settings) has no budget, and is counted nowhere.
 *
 * @throws {ConfigError} with what keeps it from being drawn, a budget that is used up among it, before anything is sent.
 * @example
 * const { result } = await reroll({ golden: 'ticket', proveBelow: 0.05 }); // of pinwatch.yaml
 * if (result.bound?.verdict !== 'below') throw new Error(rerollText(result));
 */
export async function rerollGolden(options: RerollOptions): Promise<RerolledGolden> {
  const { signal, onDrawn, env = process.env } = options;
  requireRates(options);
  const { golden, endpoint, project } = meant(options);
  requireKey(endpoint, env);
  const liveTools = liveToolsFor(golden, options.tools ?? {});
  using counted = project && (await countedIn(project, endpoint));
  await counted?.extra.requireRoom(golden);
  const opened = await openProvider(endpoint, { env });
  const provider = counted?.extra.counting(opened) ?? opened;
  const task = rerollTask({ golden, endpoint }, options);
  const deps = { provider, clock: systemClock, random: Math.random, liveTools };
  const stops = [signal, counted?.extra.usedUp].filter((one) => one !== undefined);
  const rerolled = await reroll(task, onDrawn === undefined ? deps : { ...deps, onDrawn }, {
    stop: AbortSignal.any(stops),
  });
  const refusal = counted?.extra.refusal;
  return refusal === undefined ? rerolled : { ...rerolled, refusal };
}

/** Opens what is stored of a project only where something is counted in it. */
async function countedIn(project: LoadedProject, endpoint: Endpoint) {
  const { openExtraDraws } = await import('../local/open-extra-draws.ts');
  return openExtraDraws(project, endpoint, systemClock);
}

/** The project is absent where the endpoint is not of it. */
function meant({ golden, endpoint, project: file = 'pinwatch.yaml' }: RerollOptions) {
  const isNamed = typeof golden === 'string' && !isGoldenFile(golden);
  const asks = isNamed || typeof endpoint !== 'object'; // of the project
  const project = asks ? loadProject(file) : undefined;
  const request =
    typeof golden !== 'string'
      ? goldenWritten(golden)
      : project !== undefined && isNamed
        ? findGolden(golden, project)
        : goldenInFile(golden);
  if (typeof endpoint === 'object') return { golden: request, endpoint: speaking(request, endpointWritten(endpoint)) };
  const of = project as NonNullable<typeof project>;
  return { golden: request, endpoint: endpointFor(request, endpoint, of), project: of };
}

function endpointWritten(settings: EndpointSettings): Endpoint {
  const value = { id: 'reroll', ...settings };
  const parsed = Endpoint.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const source = { value, place: () => 'endpoint', problems: [] };
  throw new ConfigError(explainIssues(parsed.error.issues, { schema: Endpoint, source, quote: true }));
}

function requireRates({ draws = 1, proveBelow = 0.5, within = 0.5, overMs = 0 }: RerollOptions): void {
  const problem = (where: string, what: string) => [{ where, what }];
  throwIfAny([
    ...(Number.isInteger(draws) && draws >= 1
      ? []
      : problem('draws', `expected a whole number from 1 on, got ${draws}`)),
    ...(proveBelow > 0 && proveBelow < 1
      ? []
      : problem('proveBelow', `expected a rate between 0 and 1, got ${proveBelow}`)),
    ...(within > 0 && within < 1 ? [] : problem('within', `expected a rate between 0 and 1, got ${within}`)),
    ...(overMs >= 0 ? [] : problem('overMs', `expected a time from 0 on, got ${overMs}`)),
  ]);
}

/** @throws {ConfigError} for a live tool that nobody handed over: chains would leave the recording there. */
function liveToolsFor({ trace }: GoldenRequest, tools: Tools): LiveTools {
  const live = (trace?.nodes ?? []).flatMap((node) =>
    node.kind !== 'llm' && node.dependency.kind === 'live' ? [node.name] : [],
  );
  throwIfAny(
    [...new Set(live)]
      .filter((name) => !Object.hasOwn(tools, name))
      .map((name) => ({ where: 'tools', what: `expected a function for ${name}, which is live, got nothing` })),
  );
  return {
    async call(tool, args, signal) {
      const output = await tools[tool]?.(args, signal);
      return output === undefined ? null : (JSON.parse(JSON.stringify(output)) as Json);
    },
  };
}
