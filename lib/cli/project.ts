import type { Command } from 'commander';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { LocalOptions, LocalRuntime } from '../local/open-local.ts';
import type { LoadedProject, LoadOptions } from '../project/load-project.ts';
import type { ProjectRuntime } from '../project/project-runtime.ts';

/** Options of every command that works on a project. */
export interface ProjectOptions {
  readonly config: string;
  readonly json?: true;
}

/** Options of commands that also work on a deployed monitor. */
export interface PlaceOptions extends ProjectOptions {
  readonly stack?: string;
}

/** Adds a command that works on a project, with the options that all of them have. */
export function projectCommand(program: Command, usage: string, summary: string): Command {
  return program
    .command(usage)
    .summary(summary)
    .option('-c, --config <file>', 'the project file', 'pinwatch.yaml')
    .option('--json', 'write JSON for programs');
}

/** Adds `--stack` to a command that works on a deployed monitor as well as on this machine. */
export function orDeployed(command: Command): Command {
  return command.option('-s, --stack <name>', 'a deployed monitor instead of this machine, by its stack');
}

/** Loads the project; its modules only when a command needs them, as `--help` should not wait for them. */
export async function loadedProject({ config }: ProjectOptions, options: LoadOptions = {}): Promise<LoadedProject> {
  const { loadProject } = await import('../project/load-project.ts');
  return loadProject(config, options);
}

/** Opens a loaded project for looking at it, or for making runs. */
export async function openPlace(
  loaded: LoadedProject,
  { readOnly }: Pick<LocalOptions, 'readOnly'>,
): Promise<LocalRuntime> {
  const { openLocal } = await import('../local/open-local.ts');
  return openLocal(loaded, { env: process.env, ...(readOnly === undefined ? {} : { readOnly }) });
}

/** Opens the project of a command that only looks, on this machine or as it was deployed. */
export async function lookInto(options: PlaceOptions): Promise<ProjectRuntime> {
  return (await openStack(options)) ?? openPlace(await loadedProject(options, { readOnly: true }), { readOnly: true });
}

/** Opens the project of a command that decides something. */
export async function decideIn(options: PlaceOptions): Promise<ProjectRuntime> {
  return (await openStack(options)) ?? openPlace(await loadedProject(options), {});
}

async function openStack({ stack }: PlaceOptions): Promise<ProjectRuntime | undefined> {
  if (stack === undefined) return undefined;
  const { openDeployed } = await import('../aws/deployed/open-deployed.ts');
  return openDeployed(stack);
}

/**
 * The endpoints that were named, of which one that was taken out of the project is known by its incidents.
 *
 * @throws {ConfigError} for one that does not exist.
 */
export async function endpointsOfIncidents(local: ProjectRuntime, ids: readonly string[]): Promise<Endpoint[]> {
  const { endpointWithIncidents } = await import('../monitor/removed-endpoints.ts');
  const found: Endpoint[] = [];
  for (const id of new Set(ids)) found.push((await endpointWithIncidents(id, local)) ?? local.endpoint(id));
  return found;
}

/** The endpoints that were named, or all. @throws {ConfigError} for one that does not exist. */
export function chosenEndpoints(local: ProjectRuntime, ids: readonly string[] = []): readonly Endpoint[] {
  if (ids.length === 0) return local.project.endpoints;
  return [...new Set(ids)].map((id) => local.endpoint(id));
}
