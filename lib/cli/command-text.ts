/** The options that say where a command looks. */
export interface CommandPlace {
  readonly config: string;
  readonly stack?: string;
}

/**
 * A command of ours as whoever reads it can type it: started as this process was, and looking where this one looks.
 *
 * @param command without the program, e.g. `show support`.
 */
export function commandText(command: string, { config, stack }: CommandPlace, env = process.env): string {
  const place =
    stack !== undefined ? ` -s ${shellText(stack)}` : config === 'pinwatch.yaml' ? '' : ` -c ${shellText(config)}`;
  return `${startedAs(env)} ${command}${place}`;
}

/** npm says in the environment what it was asked to run; without npm, the program was found by its name. */
function startedAs({ npm_lifecycle_event: event, npm_package_name: within }: NodeJS.ProcessEnv): string {
  if (event === undefined) return 'pinwatch';
  return within === 'pinwatch' && event !== 'npx' ? 'npm run -s pinwatch --' : 'npx pinwatch';
}

/** A word that a shell leaves as it is. */
function shellText(word: string): string {
  return /^[\w./@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
