import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { terminalName } from '../alerts/console.ts';
import { ConfigError } from '../domain/errors.ts';
import type { Decision } from '../domain/verdict/action.ts';
import type { DeliveryDeps } from '../monitor/tell/deliver-alerts.ts';
import { tellingRules } from '../monitor/tell/telling-rules.ts';
import type { AlertSink } from '../ports/alert-sink.ts';
import type { ProjectRuntime } from '../project/project-runtime.ts';
import { sayUndelivered } from './make-runs.ts';
import { orDeployed, type PlaceOptions, projectCommand } from './project.ts';

/** Options of every command with which a person decides something. */
export interface DecideOptions extends PlaceOptions {
  readonly why: string;
  readonly by?: string;
}

/** Adds a command with which a person decides something, here or at a deployed monitor: who and why are kept for ever. */
export function decisionCommand(program: Command, usage: string, summary: string): Command {
  return orDeployed(projectCommand(program, usage, summary))
    .requiredOption('--why <text>', 'the reason, kept for ever')
    .option('--by <name>', 'who decided (you, if left out)');
}

/** Who decides, and why. @throws {ConfigError} where one of them is empty. */
export function decisionOf({ by, why }: Pick<DecideOptions, 'by' | 'why'>): Decision {
  return { by: requireText('--by', by ?? currentUser()), why: requireText('--why', why) };
}

/**
 * What telling people of a decision needs. Whoever decides at this terminal is told by what the command prints, so that the
 * next run need not tell them again. A deployed monitor tells people itself (`toldWhen`).
 */
export function decidingDeps(local: ProjectRuntime, { stack }: Pick<PlaceOptions, 'stack'>): DeliveryDeps {
  const sinks = stack === undefined ? new Map([...local.sinks, [terminalName, toldHere]]) : local.sinks;
  const { stores, clock, project } = local;
  return { stores, clock, sinks, ...tellingRules(project), onUndelivered: sayUndelivered };
}

/** Has the others told of a decision, where that is not this command; says when they are, for the end of a sentence. */
export async function toldWhen({ tellOthers, project }: ProjectRuntime, endpoints: readonly string[]): Promise<string> {
  if (tellOthers === undefined) return '';
  if (await tellOthers(endpoints)) return '; the others are told now';
  const haveRuns = endpoints.every((id) => project.endpoints.some((endpoint) => endpoint.id === id));
  return haveRuns ? '; the others are told with the next run' : '; the others are not told: it could not be started';
}

const toldHere: AlertSink = { send: async () => {} };

function requireText(option: string, text: string): string {
  if (text.trim() === '') throw new ConfigError([{ where: option, what: 'expected some text, got none' }]);
  return text.trim();
}

function currentUser(): string {
  try {
    return userInfo().username;
  } catch {
    return ''; // a container without a user: --by has to say
  }
}
