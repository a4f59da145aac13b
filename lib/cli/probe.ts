import type { Capabilities } from '../domain/endpoint/capabilities.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { costMicros, type TokenUse } from '../domain/endpoint/price.ts';
import { CallError, ConfigError } from '../domain/errors.ts';
import type { LocalRuntime } from '../local/open-local.ts';
import { type ProbePlan, planProbe } from '../models/plan-probe.ts';
import { capabilitiesLines } from '../report/terminal/capabilities-view.ts';
import { type Line, plain, style } from '../report/terminal/styled-text.ts';
import { count, money, plural } from '../report/words/format.ts';
import { exitCodes } from './exit-codes.ts';
import type { ProjectOptions } from './project.ts';
import { complain, print, printJson } from './terminal.ts';

/** What a probe of an endpoint came to; without capabilities it was not answered. */
interface Probed {
  readonly endpoint: Endpoint;
  readonly capabilities?: Capabilities;
  readonly failure?: string;
}

/**
 * Says what it will cost, probes endpoints one after another, remembers what was found and shows it.
 *
 * @returns the exit code: 3 if one of them did not answer.
 * @throws {ConfigError} for endpoints without a golden to probe with, before anything is sent, and where a budget has no room.
 */
export async function probeAll(
  endpoints: readonly Endpoint[],
  local: LocalRuntime,
  { json }: ProjectOptions,
  signal: AbortSignal,
): Promise<number> {
  const plans = plansOf(endpoints, local);
  complain(plans.map(costLine));
  const probed: Probed[] = [];
  for (const plan of plans) probed.push(await probe(plan, local, signal));
  if (json) printJson({ schema: 'probe/1', endpoints: probed.map(probedJson) });
  else print(probed.flatMap((one, i) => [...(i > 0 ? [[]] : []), ...probedLines(one)]));
  return probed.some(({ capabilities }) => capabilities === undefined) ? exitCodes.inconclusive : exitCodes.fine;
}

function plansOf(endpoints: readonly Endpoint[], local: LocalRuntime): ProbePlan[] {
  const plans = endpoints.map((endpoint) => planProbe(endpoint, local.goldens(endpoint)));
  const without = endpoints.filter((_, i) => plans[i] === undefined);
  if (without.length > 0)
    throw new ConfigError(
      without.map(({ id }) => ({
        where: `endpoint ${id}`,
        what: 'expected a golden to probe with, got none or trees',
      })),
    );
  return plans.filter((plan) => plan !== undefined);
}

function costLine({ endpoint, golden, requests, inputTokens, mostOutputTokens }: ProbePlan): Line {
  const output = mostOutputTokens === undefined ? 'no limit on output' : `at most ${count(mostOutputTokens)} output`;
  const most = mostOutputTokens === undefined ? '' : moneyOf(endpoint, { inputTokens, outputTokens: mostOutputTokens });
  const cost = `${plural(requests, 'request')} of golden ${golden.id}, about ${count(inputTokens)} input tokens, ${output}${most}`;
  return [style('strong', endpoint.id), plain(`: ${cost}`)];
}

function moneyOf({ price }: Endpoint, use: TokenUse): string {
  return price === undefined ? '' : `, <= ${money(costMicros(price, use), price.currency)}`;
}

async function probe({ endpoint, golden }: ProbePlan, local: LocalRuntime, signal: AbortSignal): Promise<Probed> {
  const { probeCapabilities } = await import('../models/probe-capabilities.ts');
  const extra = local.extraDraws(endpoint);
  await extra.requireRoom(golden);
  try {
    const provider = extra.counting(await local.provider(endpoint));
    const deps = { provider, clock: local.clock, random: Math.random };
    const signals = AbortSignal.any([signal, extra.usedUp]);
    const capabilities = await probeCapabilities({ endpoint, golden }, deps, signals);
    await local.capabilities.put(capabilities);
    return { endpoint, capabilities };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return { endpoint, failure: extra.refusal ?? error.failure };
  }
}

function probedLines({ endpoint, capabilities, failure }: Probed): Line[] {
  if (capabilities !== undefined) return capabilitiesLines(endpoint, capabilities);
  return [[style('strong', endpoint.id), style('warning', `  not answered even without parameters: ${failure}`)]];
}

function probedJson({ endpoint, capabilities, failure }: Probed) {
  const { id, provider, model } = endpoint;
  return { id, provider, model, failure, capabilities };
}
