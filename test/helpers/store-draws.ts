/**
 * A process that stores draws until somebody stops it, for tests that kill it or race it. Arguments: data folder, the
 * name of this writer, the first run, the runs, the draws of each run. Standard output has one line for each call that
 * returned: `open RUN`, `draw RUN REPETITION stored|duplicate|late`, `close RUN STATUS`.
 */
import { writeSync } from 'node:fs';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { plan, sample } from '../contract/stored-records.ts';

const [folder = '', writer = '', ...numbers] = process.argv.slice(2);
const [firstRun = 0, runs = 1, draws = 1] = numbers.map(Number);
const stores = openLocalStores(folder);
// Written at once and not when the event loop gets to it: a line that is out acknowledges what it says.
const report = (...words: (string | number)[]) => writeSync(1, `${words.join(' ')}\n`);

for (let number = firstRun; number < firstRun + runs; number++) {
  const run = `run-${String(number).padStart(4, '0')}`;
  await stores.runs.open(plan(run));
  report('open', run);
  for (let repetition = 0; repetition < draws; repetition++) {
    const draw = sample(run, 'reply-01', repetition, { text: `drawn by ${writer}` });
    report('draw', run, repetition, await stores.runs.putSample(draw).catch(() => 'late'));
  }
  const { status } = await stores.runs.close(run, { status: 'finished', finishedAt: '2026-11-22T09:05:00.000Z' });
  report('close', run, status);
}
stores.close();
