/** A command of ours as whoever reads it can type it: as this process was started, for the project file it was given. */
export function commandText(command: string, { config }: { readonly config: string }): string {
  const fromSource = /[\\/]lib[\\/]cli[\\/]main\.ts$/.test(process.argv[1] ?? '');
  const start = fromSource ? 'npm run -s pinwatch --' : 'npx pinwatch';
  return `${start} ${command}${config === 'pinwatch.yaml' ? '' : ` -c ${shellText(config)}`}`;
}

/** A word that a shell leaves as it is. */
function shellText(word: string): string {
  return /^[\w./@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
