import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { selection } from '../../lib/stores/sqlite/selection.ts';
import { endpointId, makeManyRuns } from '../helpers/many-runs.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const root = resolve(import.meta.dirname, '../..');

/** What is published, if it was built: a checkout also holds the compiler that makes it run. */
const built = join(root, 'dist/lib/cli/main.js');
const main = existsSync(built) ? built : join(root, 'lib/cli/main.ts');

/**
 * Writes the processor time of a process and its highest mark of memory where this one can read them. The mark of `rusage` is
 * no use: a process begins with that of the one that started it.
 */
const witness = `data:text/javascript,import{readFileSync,writeSync}from'node:fs';process.on('exit',()=>{const{userCPUTime,systemCPUTime}=process.resourceUsage();const[,kilobytes]=/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status','utf8'));writeSync(3,JSON.stringify({userCPUTime,systemCPUTime,kilobytes}))})`;

interface Used {
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

/**
 * Prints what commands that look take, as whole processes, of 100 endpoints with a day and with a year of hourly runs; what
 * a server takes that is asked for every list of the API and for the page; and the plans of the queries behind them. The
 * aims: under 150 MB, and `status` at most twice the processor time of the day.
 *
 * @param args endpoints, runs of each, and goldens of a judgement: 100, 8760 and 20 if left out; and a folder where the
 *   histories are kept, and found again the next time.
 */
export async function run([endpoints = '100', runs = '8760', goldens = '20', kept]: readonly string[]): Promise<void> {
  using temporary = temporaryFolder();
  const places = kept ?? temporary.path;
  const [day, year] = [{ path: join(places, 'day') }, { path: join(places, 'year') }];
  const began = performance.now();
  for (const [{ path }, length] of [
    [day, 24],
    [year, Number(runs)],
  ] as const)
    if (!existsSync(path)) {
      mkdirSync(path, { recursive: true });
      await makeManyRuns(path, { endpoints: Number(endpoints), runs: length, goldens: Number(goldens) });
    }
  const size = statSync(join(year.path, '.pinwatch/history.sqlite')).size / 1e9;
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(
    main === built ? 'as published (dist/)' : 'from a checkout: npm run build first, to see what is published',
  );
  console.log(`${endpoints} endpoints x ${runs} runs: ${size.toFixed(1)} GB, made in ${seconds} s\n`);
  const one = endpointId(1);
  const commands = [
    ['status'],
    ['status', '--json'],
    ['history', one, '--last', '500'],
    ['history', '--last', '20'],
    ['history', one, '--from', '30d', '--last', '20'],
    ['history', one, '--verdict', 'drift'],
    ['history', one, '--golden', 'golden-1'],
    ['incidents'],
    ['incidents', one],
    ['show', one],
    ['explain', one],
    ['metrics'],
    ['report', one],
    ['report', one, '--json'],
    ['export', one, '--format', 'csv', '--from', '30d'],
  ];
  for (const command of commands) {
    const [few, many] = [await use(day.path, command), await use(year.path, command)];
    const ratio = (many.cpuSeconds / few.cpuSeconds).toFixed(2);
    console.log(
      `${command.join(' ').padEnd(40)} ${shown(few)} of a day, ${shown(many)} of all: processor time x ${ratio}`,
    );
  }
  for (const { path } of [day, year]) await printServer(path, one);
  printPlans(join(year.path, '.pinwatch/history.sqlite'), one);
}

function shown({ cpuSeconds, megabytes }: Used): string {
  return `${cpuSeconds.toFixed(2)} s ${megabytes.toFixed(0)} MB`;
}

/** The middle one of three processes by processor time. */
async function use(folder: string, command: readonly string[]): Promise<Used> {
  const used: Used[] = [];
  for (let i = 0; i < 3; i++) used.push(await useOnce(folder, command));
  return used.sort((a, b) => a.cpuSeconds - b.cpuSeconds)[1] as Used;
}

function start(folder: string, command: readonly string[], output: 'ignore' | 'pipe') {
  return spawn(process.execPath, ['--import', witness, main, ...command], {
    cwd: folder,
    env: { ...process.env, OPENAI_API_KEY: 'none', NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', output, 'inherit', 'pipe'],
  });
}

/** Asks a server once for each list of the API and for the page; what each takes, and what the process came to. */
async function printServer(folder: string, endpoint: string): Promise<void> {
  const child = start(folder, ['serve', '--port', '0', '--read-only', '--json'], 'pipe');
  const used = usedBy(child, 'serve');
  const url = await new Promise<string>((settle, fail) => {
    let said = '';
    child.stdout?.on('data', (data) => {
      said += String(data);
      if (said.includes('}')) settle((JSON.parse(said) as { url: string }).url);
    });
    child.on('close', () => fail(new Error('the server ended')));
  });
  const ask = async (path: string) => {
    const began = performance.now();
    const answer = await fetch(`${url}${path}`);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return { ms: performance.now() - began, bytes: text.length, text };
  };
  const { runs } = JSON.parse((await ask(`api/v1/endpoints/${endpoint}/runs?limit=2`)).text) as {
    runs: { run: string }[];
  };
  const [newest, before] = runs.map(({ run }) => run);
  console.log(`\nserve, in ${folder}`);
  for (const path of [
    '',
    'metrics',
    ...[
      ...['', '/endpoints', '/endpoints?limit=100', '/incidents', '/incidents?active=true', '/incidents?limit=200'],
      ...[`/incidents?endpoint=${endpoint}`, `/incidents?endpoint=${endpoint}&from=2026-11-01`],
      ...['', '/runs?limit=500', '/runs?verdict=drift-detected', '/evidence?limit=500', '/scores', '/rates'].map(
        (list) => `/endpoints/${endpoint}${list}`,
      ),
      ...['/facts', '/conditions', '/goldens', '/actions', '/distributions'].map(
        (list) => `/endpoints/${endpoint}${list}`,
      ),
      ...[`/runs/${newest}`, `/runs/${newest}/answers`, `/runs/${before}/compared-with/${newest}`],
    ].map((route) => `api/v1${route}`),
  ]) {
    const { ms, bytes } = await ask(path);
    console.log(`  /${path.padEnd(56)} ${ms.toFixed(0).padStart(6)} ms ${(bytes / 1000).toFixed(0).padStart(6)} kB`);
  }
  child.kill('SIGINT');
  console.log(`  all of them: ${shown(await used)}`);
}

function useOnce(folder: string, command: readonly string[]): Promise<Used> {
  return usedBy(start(folder, command, 'ignore'), command.join(' '));
}

/** What a process came to, once it has ended. */
function usedBy(child: ReturnType<typeof start>, name: string): Promise<Used> {
  return new Promise((settle, fail) => {
    let text = '';
    child.stdio[3]?.on('data', (data) => {
      text += String(data);
    });
    child.on('error', fail);
    child.on('close', (code) => {
      if (code === 2 || code === 4) return fail(new Error(`pinwatch ${name} ended with ${code}`));
      const { userCPUTime, systemCPUTime, kilobytes } = JSON.parse(text);
      settle({ cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: Number(kilobytes) / 1024 });
    });
  });
}

function printPlans(file: string, endpoint: string): void {
  console.log('');
  for (const [title, steps] of plansIn(file, endpoint)) console.log(`${title.padEnd(24)} ${steps.join('; ')}`);
}

/** How SQLite finds what the commands and the API ask for, step by step, by what is asked. */
export function plansIn(file: string, endpoint: string): Map<string, readonly string[]> {
  const database = new DatabaseSync(file, { readOnly: true });
  const plan = (sql: string, parameters: readonly (string | number | null)[]) =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...parameters)
      .map(({ detail }) => String(detail));
  const place = { before: { at: '2026-11-24T00:00:00.000Z', run: 'x' }, last: 20 };
  const range = { from: '2026-11-23T00:00:00.000Z', until: '2026-11-24T00:00:00.000Z' };
  const selections = [
    ['newest summaries', selection('run, summary', 'summaries', { endpoint, last: 64 })],
    ['a page of summaries', selection('run, summary', 'summaries', { endpoint, ...place })],
    ['a day of summaries', selection('run, summary', 'summaries', { endpoint, ...range })],
    ['summaries of an epoch', selection('run, summary', 'summaries', { endpoint, epoch: 1, last: 1 })],
    ['with facts', selection('run, summary', 'summaries', { endpoint, epoch: 1, last: 24 }, { withFacts: true })],
    ['a page of runs', selection('run, record, object', 'runs', { endpoint, ...place })],
    ['a page of judgements', selection('run, judgement', 'judgements', { endpoint, ...place })],
  ] as const;
  const ofIncidents = [
    ['a page of incidents', '(at, id) < (?, ?) ORDER BY at DESC, id DESC'],
    ['active incidents', "incident ->> '$.status' IN ('open', 'acknowledged') AND ? <> ? ORDER BY at, id"],
  ] as const;
  const select = (where: string) => `SELECT incident FROM incidents WHERE endpoint = ? AND ${where} LIMIT 20`;
  try {
    return new Map([
      ...selections.map(([title, { sql, parameters }]) => [title, plan(sql, parameters)] as const),
      ...ofIncidents.map(([title, where]) => [title, plan(select(where), [endpoint, range.until, 'x'])] as const),
    ]);
  } finally {
    database.close();
  }
}
