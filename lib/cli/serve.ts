import { randomBytes } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import type { Handler } from '../api/api.ts';
import type { ApiPlace } from '../api/api-runtime.ts';
import { ConfigError } from '../domain/errors.ts';
import { plain, style } from '../report/terminal/styled-text.ts';
import { exitCodes } from './exit-codes.ts';
import { decideIn, lookInto, orDeployed, type PlaceOptions, projectCommand } from './project.ts';
import { stopOnInterrupt } from './stopping.ts';
import { complain, print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch serve                       a page on http://localhost:4680
  $ pinwatch serve --stack Pinwatch      a deployed monitor
  $ pinwatch serve --read-only           nothing can be decided on it

The page, the API below it (/api/v1/openapi.json describes it) and /metrics for
Prometheus are there for this machine only. The address that is written holds a
token: with it, incidents can be acknowledged and baselines accepted. Programs
send it as authorization: Bearer TOKEN; PINWATCH_SERVE_TOKEN sets it. Everybody
who has an account on this machine can look without it.
`;

interface ServeOptions extends PlaceOptions {
  readonly port: number;
  readonly readOnly?: true;
}

/** How long what was opened is looked at: a deployed project costs two calls of AWS to open. */
const [localAgeMs, deployedAgeMs] = [2000, 60_000];
const shortestToken = 16;

export function registerServe(program: Command): void {
  orDeployed(projectCommand(program, 'serve', 'a page to look at, and an API, on this machine'))
    .description('Serves a page and an HTTP API about what is known, on this machine only, until Ctrl-C.')
    .option('-p, --port <number>', 'where to listen; 0 takes one that is free', portNumber, 4680)
    .option('--read-only', 'nothing can be decided')
    .addHelpText('after', help)
    .action(async (options: ServeOptions) => {
      const token = tokenOf(process.env.PINWATCH_SERVE_TOKEN);
      const [{ createApi }, { freshPlace }, { listenOnLoopback }, { pageFiles }, { serveHandler }] = await Promise.all([
        import('../api/api.ts'),
        import('../serve/fresh-place.ts'),
        import('../serve/listen.ts'),
        import('../serve/page-files.ts'),
        import('../serve/serve-handler.ts'),
      ]);
      using place = freshPlace({
        open: () => lookInto(options),
        openToDecide: options.readOnly ? undefined : () => decideIn(options),
        maxAgeMs: options.stack === undefined ? localAgeMs : deployedAgeMs,
        stack: options.stack,
      });
      await place.look(async () => undefined); // what cannot be opened is said now, not by a page
      const api = createApi(place, { onFailure: sayFailure });
      const others = new Map([['/metrics', metricsOf(place)]]);
      const handler = serveHandler({ api, page: await pageFiles(), token, others });
      await using listening = await listenOnLoopback(handler, options.port);
      using stop = stopOnInterrupt(() => undefined);
      sayServing(`http://localhost:${listening.port}/`, token, options);
      if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
      process.exitCode = exitCodes.fine;
    });
}

/** What is known now, for whoever scrapes it. */
function metricsOf(place: ApiPlace): Handler {
  return async () => {
    const { gatherMetrics } = await import('../metrics/gather-metrics.ts');
    const { prometheusText, prometheusType } = await import('../metrics/prometheus-text.ts');
    try {
      const text = await place.look(async (runtime) => prometheusText(await gatherMetrics(runtime.project, runtime)));
      return new Response(text, { headers: { 'content-type': prometheusType } });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const problems = error.problems.map(({ where, what }) => `${where}: ${what}\n`);
      return new Response(problems.join(''), { status: 503 });
    }
  };
}

function sayServing(url: string, token: string, { json, readOnly }: ServeOptions): void {
  if (json) {
    printJson({ schema: 'serving/1', url, ...(readOnly ? {} : { token }) });
    return;
  }
  const address = readOnly ? url : `${url}#token=${token}`;
  print([
    [style('good', 'serving'), plain('  '), style('command', address)],
    [style('quiet', `         API: ${url}api/v1 (described by ${url}api/v1/openapi.json); Ctrl-C stops`)],
  ]);
}

/** A bug, as far as it tells of code: its message may hold what a model said. */
function sayFailure(error: unknown): void {
  const { name, stack = '' } = error instanceof Error ? error : new Error('unknown');
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  complain([
    [style('alarm', `a bug in pinwatch (${name}); please report it with the lines below`)],
    ...frames.map((line) => [plain(line)]),
  ]);
}

function tokenOf(given: string | undefined): string {
  if (given === undefined || given === '') return randomBytes(24).toString('base64url');
  if (given.length < shortestToken || !/^[\w.~+/=-]+$/.test(given))
    throw new ConfigError([
      {
        where: 'PINWATCH_SERVE_TOKEN',
        what: `expected at least ${shortestToken} characters of a-z, A-Z, 0-9 and . _ ~ + / = -`,
      },
    ]);
  return given;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('expected a number from 0 to 65535');
}
