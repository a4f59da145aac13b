// Feeds every parser with nearly valid input: `npm run fuzz -- [--seconds 900] [--seed TEXT] [--only NAME] [--findings FOLDER]`.
// Exit code 1 if anything was found. The work is done in a process of its own, so that an input that hangs is found too.
import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type FuzzOptions, fuzz } from './fuzz.ts';

/** A process that says nothing for so long hangs, however busy the machine: of 40 processes on two cores, one waits a minute. */
const hangsAfterMs = 300_000;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '900' },
    seed: { type: 'string', default: new Date().toISOString() },
    only: { type: 'string', default: '' },
    findings: { type: 'string' },
  },
});
const { seed, only, findings } = values;
const options: FuzzOptions = {
  seconds: Number(values.seconds),
  seed,
  only,
  ...(findings === undefined ? {} : { findings }),
};

if (process.send === undefined) watch();
else await work();

async function work(): Promise<void> {
  process.env.AWS_ACCESS_KEY_ID = 'AKIAEXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'example';
  process.env.AWS_EC2_METADATA_DISABLED = 'true';
  const { found, inputs, peakMB } = await fuzz({
    ...options,
    onInput: (target, number) => process.send?.({ target, number }),
  });
  for (const [name, count] of inputs) console.log(`${String(count).padStart(8)}  ${name}`);
  for (const what of found) console.log(`FOUND  ${what}`);
  const all = [...inputs.values()].reduce((sum, count) => sum + count, 0);
  console.log(`${all} inputs, seed "${seed}", at most ${peakMB} MB, ${found.length} found`);
  process.exit(found.length === 0 ? 0 : 1);
}

function watch(): void {
  const child = fork(
    import.meta.filename,
    [
      '--seconds',
      values.seconds,
      '--seed',
      seed,
      ...(only === '' ? [] : ['--only', only]),
      ...(findings === undefined ? [] : ['--findings', findings]),
    ],
    {
      // Memory that is given back late is not taken for memory that is needed.
      execArgv: ['--max-old-space-size=160', '--max-semi-space-size=8'],
    },
  );
  let at = { target: 'the start', number: 0 };
  const hung = () => {
    console.log(`FOUND  ${at.target}: hangs (input ${at.number}, seed "${seed}")`);
    child.kill('SIGKILL');
  };
  let timer = setTimeout(hung, hangsAfterMs);
  child.on('message', (message) => {
    at = message as typeof at;
    clearTimeout(timer);
    timer = setTimeout(hung, hangsAfterMs);
  });
  child.on('exit', (code, signal) => {
    clearTimeout(timer);
    if (signal !== null) console.log(`FOUND  ${at.target}: died with ${signal} (input ${at.number}, seed "${seed}")`);
    process.exitCode = code ?? 1;
  });
}
