import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, win32 } from 'node:path';
import type { Api } from '../domain/endpoint/api.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { providerNames } from '../domain/endpoint/provider-family.ts';
import { isReplayedAt } from '../domain/endpoint/replayed-at.ts';
import { ConfigError, type Problem, throwIfAny } from '../domain/errors.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { type AlertTarget, alertEnvNames } from '../domain/project/alert-target.ts';
import type { MaintenanceWindow } from '../domain/project/maintenance.ts';
import { ProjectFile } from '../domain/project/project.ts';
import { apisOf, keyEnvOf, missingLibrary } from '../providers/registry.ts';
import { deliveryProblems } from './delivery-problems.ts';
import { didYouMean } from './did-you-mean.ts';
import { explainIssues } from './explain-issue.ts';
import { type LoadedGolden, loadGoldens } from './load-goldens.ts';
import { parseSource, type SourceDocument } from './source-document.ts';

/** A configuration in which nothing is wrong, with the goldens that belong to it. */
export interface LoadedProject {
  readonly project: ProjectFile;
  readonly goldens: readonly LoadedGolden[];
  /** Folder of history and outputs. */
  readonly dataFolder: string;
  /** `file:line:column` of what stands at a path of the project file. */
  place: SourceDocument['place'];
}

export interface LoadOptions {
  /** Where API keys are looked for; they are not looked for if left out, as nothing is going to be sent. */
  readonly env?: { readonly [name: string]: string | undefined };
  /** The command only looks, so that the data folder need not be one that can be written. @default false */
  readonly readOnly?: boolean;
}

/**
 * Reads `pinwatch.yaml` and its goldens, and checks everything that can be checked without sending anything.
 *
 * @throws {ConfigError} with everything that is wrong, each with its place.
 */
export function loadProject(file: string, { env, readOnly = false }: LoadOptions = {}): LoadedProject {
  const source = parseSource(file, readProjectFile(file));
  throwIfAny(source.problems);
  const parsed = ProjectFile.safeParse(source.value, { reportInput: true });
  const explaining = { schema: ProjectFile, source, quote: true };
  const issues = parsed.success ? [] : explainIssues(parsed.error.issues, explaining);

  // Goldens are looked at even when the project file is wrong: whoever mends one file wants to mend the other as well.
  const folder = parsed.data?.goldens ?? stringAt(source.value, 'goldens') ?? 'goldens';
  const loaded = loadGoldens(beside(file, folder));
  const { data: project } = parsed;
  if (project === undefined) throw new ConfigError([...issues, ...loaded.problems]);

  const goldens = loaded.goldens.map(({ golden }) => golden);
  const dataFolder = beside(file, project.data);
  throwIfAny([
    ...project.endpoints.flatMap((endpoint, i) => endpointProblems(endpoint, i, project, goldens, source, env)),
    ...project.alerts.flatMap((target, i) => alertProblems(target, i, project, source, env)),
    ...project.maintenance.flatMap((window, i) => maintenanceProblems(window, i, project, source)),
    ...folderProblems(dataFolder, { readOnly }),
    ...loaded.problems,
  ]);
  return { project, goldens: loaded.goldens, dataFolder, place: source.place };
}

/** The goldens that are replayed at an endpoint, in the order of their ids. */
export function goldensOf(endpoint: Endpoint, goldens: readonly LoadedGolden[]): GoldenRequest[] {
  return goldens
    .map(({ golden }) => golden)
    .filter(({ id }) => isReplayedAt(endpoint, id))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function readProjectFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const what =
      (cause as NodeJS.ErrnoException).code === 'ENOENT'
        ? 'expected a project file, got nothing (`pinwatch init` writes one)'
        : `expected a file that can be read, got ${(cause as NodeJS.ErrnoException).code}`;
    throw new ConfigError([{ where: file, what }], { cause });
  }
}

function endpointProblems(
  endpoint: Endpoint,
  index: number,
  project: ProjectFile,
  goldens: readonly GoldenRequest[],
  { place }: SourceDocument,
  env: LoadOptions['env'],
): Problem[] {
  const path = ['endpoints', index];
  const problems: Problem[] = [];
  const twin = project.endpoints.findIndex(({ id }) => id === endpoint.id);
  if (twin < index)
    problems.push({
      where: place([...path, 'id']),
      what: `endpoints[${index}].id: "${endpoint.id}" is taken by the endpoint at ${place(['endpoints', twin, 'id'])}`,
    });

  const currency = project.endpoints.find(({ price }) => price !== undefined)?.price?.currency;
  if (endpoint.price !== undefined && endpoint.price.currency !== currency)
    problems.push({
      where: place([...path, 'price', 'currency']),
      what: `endpoints[${index}].price.currency: expected one currency for all prices, got ${endpoint.price.currency} and ${currency}`,
    });

  const ids = goldens.flatMap(({ id }) => [id, id.split('/')[0] as string]);
  for (const [i, id] of (endpoint.goldens ?? []).entries())
    if (!ids.includes(id))
      problems.push({
        where: place([...path, 'goldens', i]),
        what: `endpoints[${index}].goldens[${i}]: there is no golden "${id}"${didYouMean(id, ids)}`,
      });

  if (!providerNames.includes(endpoint.provider)) {
    const what = `expected one of ${providerNames.join(', ')}, got "${endpoint.provider}"`;
    const mend = didYouMean(endpoint.provider, providerNames);
    problems.push({ where: place([...path, 'provider']), what: `endpoints[${index}].provider: ${what}${mend}` });
    return problems; // what it speaks and which key it needs cannot be known
  }
  const placeOf = (key: string) => ({ where: place([...path, key]), name: `endpoints[${index}].${key}` });
  return [
    ...problems,
    ...apiProblems(endpoint, goldens, place(path)),
    ...deliveryProblems(endpoint, goldens, placeOf),
    ...accessProblems(endpoint, place(path), env),
  ];
}

function apiProblems(endpoint: Endpoint, goldens: readonly GoldenRequest[], where: string): Problem[] {
  const apis = apisOf(endpoint);
  return goldens
    .filter(({ id }) => isReplayedAt(endpoint, id))
    .flatMap((golden) => apisIn(golden).map((api) => ({ id: golden.id, api })))
    .filter(({ api }) => !apis.includes(api))
    .map(({ id, api }) => ({
      where,
      what: `golden ${id} is written for ${api}, but ${endpoint.provider} speaks ${apis.join(' and ')}`,
    }));
}

/** The APIs that a golden is written for: one, or those of the nodes of a tree. */
function apisIn({ api, trace }: GoldenRequest): Api[] {
  if (trace === undefined) return [api];
  return [...new Set(trace.nodes.flatMap((node) => (node.kind === 'llm' ? [node.input.api] : [])))];
}

/** What an endpoint needs before it can be called. */
function accessProblems(endpoint: Endpoint, where: string, env: LoadOptions['env']): Problem[] {
  if (env === undefined) return [];
  const library = missingLibrary(endpoint);
  return [...(library === undefined ? [] : [{ where, what: library }]), ...keyProblems(endpoint, where, env)];
}

function keyProblems(endpoint: Endpoint, where: string, env: NonNullable<LoadOptions['env']>): Problem[] {
  const name = keyEnvOf(endpoint);
  if (name === undefined || (env[name] ?? '') !== '') return [];
  const held = name === endpoint.credentialsEnv ? 'credentials' : 'an API key';
  return [{ where, what: `expected ${held} in the environment variable ${name}, got nothing` }];
}

function alertProblems(
  target: AlertTarget,
  index: number,
  { alerts }: ProjectFile,
  { place }: SourceDocument,
  env: LoadOptions['env'],
): Problem[] {
  const path = ['alerts', index];
  const unset = alertEnvNames(target).filter((name) => env !== undefined && (env[name] ?? '') === '');
  const problems = unset.map((name) => ({
    where: place(path),
    what: `alerts[${index}]: expected a value in the environment variable ${name}, got nothing`,
  }));
  const twin = alerts.findIndex(({ name }) => name === target.name);
  if (twin === index) return problems;
  const what = `alerts[${index}].name: "${target.name}" is taken by the one at ${place(['alerts', twin, 'name'])}`;
  return [...problems, { where: place([...path, 'name']), what }];
}

/** Endpoints that a window names and that there are none of. */
function maintenanceProblems(
  { endpoints: named = [] }: MaintenanceWindow,
  index: number,
  { endpoints }: ProjectFile,
  { place }: SourceDocument,
): Problem[] {
  const ids = endpoints.map(({ id }) => id);
  return named.flatMap((id, i) =>
    ids.includes(id)
      ? []
      : [
          {
            where: place(['maintenance', index, 'endpoints', i]),
            what: `maintenance[${index}].endpoints[${i}]: there is no endpoint "${id}"${didYouMean(id, ids)}`,
          },
        ],
  );
}

/** Whether the data folder can be written, or made, without writing anything. */
function folderProblems(folder: string, { readOnly }: Required<Pick<LoadOptions, 'readOnly'>>): Problem[] {
  if (existsSync(folder) && !statSync(folder).isDirectory())
    return [{ where: folder, what: 'expected a folder for data, got a file' }];
  if (readOnly) return [];
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK);
    return [];
  } catch {
    return [{ where: folder, what: 'expected a folder that can be written, got one that cannot' }];
  }
}

/** A path of the configuration: beside the file that names it. */
function beside(file: string, path: string): string {
  return isAbsolute(path) || win32.isAbsolute(path) ? path : join(dirname(file), path);
}

function stringAt(value: unknown, key: string): string | undefined {
  const found = value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[key] : undefined;
  return typeof found === 'string' && found !== '' ? found : undefined;
}
