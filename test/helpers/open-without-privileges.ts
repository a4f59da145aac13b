/**
 * Opens the local stores in a folder (argument 1) as somebody who may not write it, root included, and writes what
 * came of it to standard output as JSON: the problems of opening it, and the samples of run-1 in a read-only view.
 */
import { ConfigError } from '../../lib/domain/errors.ts';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';

const [folder = ''] = process.argv.slice(2);
if (process.getuid?.() === 0) process.setuid?.('nobody');

let problems: unknown;
try {
  openLocalStores(folder).close();
} catch (error) {
  problems = error instanceof ConfigError ? error.problems : String(error);
}
using view = openLocalStores(folder, { readOnly: true });
const samples = await view.runs.samples('run-1');
process.stdout.write(JSON.stringify({ problems, samples: samples.length }));
