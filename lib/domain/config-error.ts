/** One thing that is wrong with what somebody gave us: where it stands, what came, what was expected. */
export interface Problem {
  /** File, option, variable or line: whatever lets a person put a finger on it, e.g. `pinwatch.yaml:12:5`. */
  readonly where: string;
  /** What was expected and what came; never a prompt or a completion. Lower case, no full stop. */
  readonly what: string;
}

/** Every error of ours. Names are written out: retries match on them and minification renames classes. */
export abstract class MonitorError extends Error {
  abstract override readonly name: string;
}

/** Input that can never work: configuration, goldens, recordings, options. Lists every problem, not the first one. */
export class ConfigError extends MonitorError {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map(({ where, what }) => `${where}: ${what}`).join('\n'), options);
    this.problems = problems;
  }
}

/** Throws one `ConfigError` with everything that was found; does nothing when nothing was. */
export function throwIfAny(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ConfigError(problems);
}

/** The problems that a caught error brings, to go on and find more; every other error is thrown again. */
export function problemsIn(error: unknown): readonly Problem[] {
  if (error instanceof ConfigError) return error.problems;
  throw error;
}
