import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** `npm run bench -- NAME [ARGUMENTS]`: every other file of this folder is a bench; each prints figures beside a reference. */
const names = readdirSync(import.meta.dirname)
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => !['main', 'spread', 'learned-direction'].includes(name))
  .sort();
const [name, ...rest] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  console.error(`expected one of ${names.join(', ')}${name === undefined ? '' : `, got "${name}"`}`);
  process.exitCode = 2;
} else {
  const bench = (await import(join(import.meta.dirname, `${name}.ts`))) as {
    run(args: readonly string[]): Promise<void> | void;
  };
  await bench.run(rest);
}
