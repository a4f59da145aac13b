import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, win32 } from 'node:path';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { isReplayedAt } from '../domain/endpoint/replayed-at.ts';
import { withCanaries } from '../domain/endpoint/with-canaries.ts';
import { ConfigError, type Problem, throwIfAny } from '../domain/errors.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { type AlertTarget, alertEnvNames } from '../domain/project/alert-target.ts';
import type { MaintenanceWindow } from '../domain/project/maintenance.ts';
import { ProjectFile } from '../domain/project/project.ts';
import { canaryProblems } from './canary-problems.ts';
import { didYouMean } from './did-you-mean.ts';
import { accessProblems, endpointProblems } from './endpoint-problems.ts';
import { explainIssues } from './explain-issue.ts';
import { type LoadedGolden, loadGoldens } from './load-goldens.ts';
import { parseSource, type SourceDocument } from './source-document.ts';

/** A configuration in which nothing is wrong, with the goldens that belong to it. */
export interface LoadedProject {
  readonly project: ProjectFile;
  readonly goldens: readonly LoadedGolden[];
  /** Folder of history and outputs. */
  readonly dataFolder: string;
  readonly goldensFolder: string;
  /** Client libraries and variables that endpoints and targets of alerts need and that are not there, where that keeps no command from running. */
  readonly lacking: readonly Problem[];
  /** `file:line:column` of what stands at a path of the project file. */
  place: SourceDocument['place'];
}

export interface LoadOptions {
  /** Where API keys are looked for; neither they nor client libraries are looked for if left out, as nothing is going to be sent. */
  readonly env?: { readonly [name: string]: string | undefined };
  /** The command only looks, so that the data folder need not be one that can be written. @default false */
  readonly readOnly?: boolean;
  /**
   * The command makes runs that nobody may look at: a missing library or variable keeps it from nothing. Calls of that endpoint are
   * recorded as refused, alerts reach the other targets, and people are told. @default false
   */
  readonly evenLacking?: boolean;
}

/**
 * Reads `pinwatch.yaml` and its goldens, and checks everything that can be checked without sending anything.
 *
 * @throws {ConfigError} with everything that is wrong, each with its place.
 */
export function loadProject(
  file: string,
  { env, readOnly = false, evenLacking = false }: LoadOptions = {},
): LoadedProject {
  const source = parseSource(file, readProjectFile(file));
  throwIfAny(source.problems);
  const parsed = ProjectFile.safeParse(source.value, { reportInput: true });
  const explaining = { schema: ProjectFile, source, quote: true };
  const issues = parsed.success ? [] : explainIssues(parsed.error.issues, explaining);

  // Goldens are looked at even when the project file is wrong: whoever mends one file wants to mend the other as well.
  const folder = parsed.data?.goldens ?? stringAt(source.value, 'goldens') ?? 'goldens';
  const goldensFolder = beside(file, folder);
  const loaded = loadGoldens(goldensFolder);
  const { data: written } = parsed;
  if (written === undefined) throw new ConfigError([...issues, ...loaded.problems]);
  const project = { ...written, endpoints: withCanaries(written.endpoints) };

  const goldens = loaded.goldens.map(({ golden }) => golden);
  const dataFolder = beside(file, project.data);
  const lacking = [
    ...written.endpoints.flatMap((endpoint, i) => accessProblems(endpoint, i, source, env)),
    ...project.alerts.flatMap((target, i) => unsetProblems(target, i, source, env)),
  ];
  throwIfAny([
    ...written.endpoints.flatMap((endpoint, i) => endpointProblems(endpoint, i, written, goldens, source)),
    ...written.endpoints.flatMap((endpoint, i) => canaryProblems(endpoint, i, goldens, source)),
    ...project.alerts.flatMap((target, i) => alertProblems(target, i, project, source)),
    ...project.maintenance.flatMap((window, i) => maintenanceProblems(window, i, project, source)),
    ...foreignProblems(project, source),
    ...folderProblems(dataFolder, { readOnly }),
    ...(evenLacking ? [] : lacking),
    ...loaded.problems,
  ]);
  return { project, lacking, goldens: loaded.goldens, dataFolder, goldensFolder, place: source.place };
}

/** The goldens that are replayed at an endpoint, in the order of their ids. */
export function goldensOf(endpoint: Endpoint, goldens: readonly LoadedGolden[]): GoldenRequest[] {
  return goldens
    .map(({ golden }) => golden)
    .filter((golden) => isReplayedAt(endpoint, golden))
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

function alertProblems(
  target: AlertTarget,
  index: number,
  { alerts }: ProjectFile,
  { place }: SourceDocument,
): Problem[] {
  const twin = alerts.findIndex(({ name }) => name === target.name);
  if (twin === index) return [];
  const what = `alerts[${index}].name: "${target.name}" is taken by the one at ${place(['alerts', twin, 'name'])}`;
  return [{ where: place(['alerts', index, 'name']), what }];
}

/** A target whose address or key is missing. */
function unsetProblems(
  target: AlertTarget,
  index: number,
  { place }: SourceDocument,
  env: LoadOptions['env'],
): Problem[] {
  const unset = alertEnvNames(target).filter((name) => env !== undefined && (env[name] ?? '') === '');
  return unset.map((name) => ({
    where: place(['alerts', index]),
    what: `alerts[${index}]: expected a value in the environment variable ${name}, got nothing`,
  }));
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

/** A path of Windows on another system would be a folder of that name, wherever a command is called. */
function foreignProblems({ data }: ProjectFile, { place }: SourceDocument): Problem[] {
  if (isAbsolute(data) || !win32.isAbsolute(data)) return [];
  return [{ where: place(['data']), what: `data: expected a path of this system, got "${data}"` }];
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
  return isAbsolute(path) ? path : join(dirname(file), path);
}

function stringAt(value: unknown, key: string): string | undefined {
  const found = value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[key] : undefined;
  return typeof found === 'string' && found !== '' ? found : undefined;
}
