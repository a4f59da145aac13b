import type { Command } from 'commander';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { listedAs, type ModelOffer } from '../domain/endpoint/model-offer.ts';
import { retirement } from '../domain/endpoint/retirement.ts';
import type { LocalRuntime } from '../local/open-local.ts';
import { modelsLines } from '../report/terminal/models-view.ts';
import { exitCodes } from './exit-codes.ts';
import { probeAll } from './probe.ts';
import { chosenEndpoints, loadedProject, openPlace, type ProjectOptions, projectCommand } from './project.ts';
import { stopOnInterrupt } from './stopping.ts';
import { print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch models                      what is on offer, pinned models marked
  $ pinwatch models --endpoint support   one of them
  $ pinwatch models --probe              which parameters the pinned models take

Exit codes:
  0  every pinned model is on offer, as far as lists tell
  1  a pinned model is not listed, or retires within 90 days
  2  wrong usage, configuration or input; nothing was sent, nothing was written
  3  an endpoint did not answer
  4  something else failed, e.g. a full disk
`;

interface ModelsOptions extends ProjectOptions {
  readonly endpoint?: readonly string[];
  readonly probe?: true;
}

export function registerModels(program: Command): void {
  projectCommand(program, 'models', 'what endpoints offer, and until when')
    .description('Lists the models that each endpoint offers, with their lifecycle and retirement where the API tells.')
    .option('-e, --endpoint <ids...>', 'only these endpoints')
    .option('--probe', 'find out by requests which parameters the pinned models take')
    .addHelpText('after', help)
    .action(async (options: ModelsOptions) => {
      const loaded = await loadedProject(options, { env: process.env });
      using local = await openPlace(loaded, options.probe ? {} : { readOnly: true });
      using stop = stopOnInterrupt(() => undefined);
      const endpoints = chosenEndpoints(local, options.endpoint);
      process.exitCode = options.probe
        ? await probeAll(endpoints, local, options, stop)
        : await listAll(endpoints, local, options, stop);
    });
}

async function listAll(
  endpoints: readonly Endpoint[],
  local: LocalRuntime,
  { json }: ModelsOptions,
  signal: AbortSignal,
): Promise<number> {
  const { listModels } = await import('../models/list-models.ts');
  const { notices, clock } = local;
  const offers = await Promise.all(
    endpoints.map(async (endpoint) =>
      listModels(endpoint, { provider: await local.provider(endpoint), notices, clock }, signal),
    ),
  );
  const now = clock.now().toISOString();
  if (json) printJson({ schema: 'models/1', endpoints: offers.map((offer) => offerJson(offer, now)) });
  else print(modelsLines(offers, now));
  return exitCodeOf(offers, now);
}

function exitCodeOf(offers: readonly ModelOffer[], now: string): number {
  if (offers.some((offer) => offer.pinned === 'not-listed' || leaving(offer, now) !== undefined))
    return exitCodes.drift;
  return offers.some(({ pinned }) => pinned === 'no-answer') ? exitCodes.inconclusive : exitCodes.fine;
}

function leaving({ endpoint, models }: ModelOffer, now: string) {
  return retirement(listedAs(models, endpoint.model)?.retiresAt, now);
}

function offerJson(offer: ModelOffer, now: string) {
  const { endpoint, models, ...told } = offer;
  return { ...endpoint, ...told, retirement: leaving(offer, now), models };
}
