import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { S3Client } from '@aws-sdk/client-s3';
import type { HandlerVariables } from '../../lib/aws/names/handlers.ts';
import { Bucket } from '../../lib/aws/stores/bucket.ts';
import { type AwsStores, openAwsStores } from '../../lib/aws/stores/open-aws-stores.ts';
import { RunObjects } from '../../lib/aws/stores/run-objects.ts';
import { type GoldenRequest, goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { ProjectFile } from '../../lib/domain/project/project.ts';
import { type Random, seededRandom } from '../../lib/domain/random.ts';
import type { RunPlan } from '../../lib/domain/run/run.ts';
import type { Sample } from '../../lib/domain/run/sample.ts';
import { judgeRun } from '../../lib/monitor/judge/judge-run.ts';
import { judgingSettings } from '../../lib/monitor/judge/judging-settings.ts';
import { makeResources } from '../helpers/aws-resources.ts';
import { bundleHandlers, bundlesFolder } from '../helpers/bundles.ts';
import { doubleEnv } from '../helpers/deployment.ts';
import { startMoto } from '../helpers/moto-server.ts';

const [bucketName, table] = ['bench', 'bench'];

interface Size {
  readonly goldens: number;
  readonly repetitions: number;
  readonly words: number;
}

/**
 * What the judging function holds in memory when it judges and explains a run of many goldens that drift: the real bundle, in
 * a process of its own with the heap that Lambda gives it, against the AWS double. `npm run bench -- judge-memory [--goldens
 * 10000] [--repetitions 2] [--words 100] [--before 30] [--after 8] [--memory 1024,2048]`. Each run in `after` is drift.
 *
 * With `--shrunk` and no run after, two quiet runs are judged instead at each memory: one in full, and one that a budget of the month
 * made smaller, for which the state is learned again from as few draws of the stored runs.
 */
export async function run(args: readonly string[] = []): Promise<void> {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ goldens: text('10000'), repetitions: text('2'), words: text('100') },
      ...{ before: text('30'), after: text('8'), memory: text('1024,2048') },
      shrunk: { type: 'boolean', default: false },
    },
  });
  const [before, after] = [Number(values.before), Number(values.after)];
  const size = {
    goldens: Number(values.goldens),
    repetitions: Number(values.repetitions),
    words: Number(values.words),
  };
  bundleHandlers();
  const moto = await startMoto();
  Object.assign(process.env, doubleEnv(moto.endpoint));
  try {
    await makeResources(moto.endpoint, bucketName, table);
    using stores = openAwsStores({ bucket: bucketName, table, endpoint: moto.endpoint });
    const goldens = Array.from({ length: size.goldens }, (_, i) => goldenOf(i));
    const project = ProjectFile.parse({
      version: 1,
      endpoints: [{ id: 'desk', provider: 'openai', model: 'pinned-1', repetitions: size.repetitions }],
    });
    const { version } = await stores.projects.push(project, goldens);
    for (let i = 0; i < goldens.length; i += 100)
      await Promise.all(goldens.slice(i, i + 100).map((golden) => stores.goldens.put(golden)));
    await live(stores, { project, goldens, size, before, after });
    for (const [i, memory] of values.memory.split(',').map(Number).entries()) {
      const judge = async (made: Omit<Made, 'goldens' | 'size'>) => {
        const run = await makeRun(stores, { goldens, size, ...made });
        await judgeIn(memory, { endpoint: 'desk', project: version, ...nothingToReplay, judge: [run] });
      };
      const number = before + after + (values.shrunk ? 2 * i : i);
      await judge({ number, changed: !values.shrunk });
      if (values.shrunk) await judge({ number: number + 1, changed: false, isSmaller: true });
    }
  } finally {
    await moto.stop();
  }
}

const nothingToReplay = {
  ...{ shard: 0, shards: 0, shardDraws: 1, isCutShort: false },
  used: { tokens: 0, costMicros: 0 },
};

function goldenOf(index: number): GoldenRequest {
  return goldenRequest({
    id: `golden-${index}`,
    api: 'openai.chat',
    provenance: 'handwritten',
    messages: [{ role: 'user', content: `Write about ${index}.` }],
    parameters: {},
    expectations: [{ kind: 'contains', text: 'alpha' }],
  } as never);
}

interface Lived {
  readonly project: ProjectFile;
  readonly goldens: readonly GoldenRequest[];
  readonly size: Size;
  readonly before: number;
  readonly after: number;
}

/** Runs that were judged before: by the same code, here, with the goldens at hand. */
async function live(stores: AwsStores, { project, goldens, size, before, after }: Lived): Promise<void> {
  const byVersion = new Map(goldens.map((golden) => [golden.version, golden]));
  const known = { ...stores, goldens: { ...stores.goldens, get: async (version: string) => byVersion.get(version) } };
  const [endpoint] = project.endpoints;
  if (endpoint === undefined) throw new Error('the project has one endpoint');
  // Runs after a change are to be drift soon; quiet ones are not.
  const settings = judgingSettings(endpoint, { ...project, falseAlarmsPerYear: after > 0 ? 300 : 1 });
  for (let number = 0; number < before + after; number++) {
    const run = await makeRun(stores, { number, goldens, size, changed: number >= before });
    const record = await stores.runs.get(run);
    if (record === undefined) throw new Error(`run ${run} was not stored`);
    const began = performance.now();
    const { verdict } = await judgeRun(record, settings, { stores: known as never });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`  run ${number}: ${verdict.kind}, judged in ${seconds} s`);
  }
}

interface Made {
  readonly number: number;
  readonly goldens: readonly GoldenRequest[];
  readonly size: Size;
  readonly changed: boolean;
  /** With half of the draws, as a budget of the month makes it. */
  readonly isSmaller?: boolean;
}

/** A sealed run, stored as one object at once: its draws one by one would be a million requests. */
async function makeRun(stores: AwsStores, { number, goldens, size, changed, isSmaller }: Made): Promise<string> {
  const at = new Date(Date.UTC(2026, 0, 1) + number * 3_600_000).toISOString();
  const run = `${at.replace(/[-:.]/g, '')}-desk`;
  const random = seededRandom(run);
  const repetitions = isSmaller ? Math.floor(size.repetitions / 2) : size.repetitions;
  const shrunk = { from: size.repetitions, to: repetitions, scope: 'project', period: at.slice(0, 7) } as const;
  const draws = goldens.flatMap(({ id, version }, golden) =>
    Array.from({ length: repetitions }, (_, repetition): Sample => {
      const text = someText(size.words, golden, changed, random);
      const tokens = { inputTokens: 20, outputTokens: size.words };
      const call = { model: 'pinned-1', latencyMs: 1200, attempts: 1, requestId: `req-${golden}-${repetition}` };
      const what = { run, at, endpoint: 'desk', golden: id, goldenVersion: version, repetition };
      return { ...what, text, finishReason: 'stop', ...tokens, ...call };
    }),
  );
  const tasks = draws.map(({ golden, goldenVersion = '', repetition }) => ({ golden, goldenVersion, repetition }));
  const plan: RunPlan = {
    run,
    endpoint: 'desk',
    epoch: 1,
    plannedAt: at,
    seed: run,
    tasks,
    ...(isSmaller ? { shrunk } : {}),
  };
  await stores.runs.open(plan);
  const s3 = new S3Client({ forcePathStyle: true });
  await new RunObjects(new Bucket(s3, bucketName)).seal({ run, endpoint: 'desk', at }, draws);
  s3.destroy();
  await stores.runs.close(run, { status: 'finished', finishedAt: at });
  return run;
}

const letters = ['alpha', 'beta', 'gamma', 'delta', 'omega', 'sigma', 'theta', 'kappa', 'lambda', 'rho'];

function someText(words: number, golden: number, changed: boolean, random: Random): string {
  const word = () =>
    `${letters[Math.floor(letters.length * random() ** 2)]}${(golden * 7 + Math.floor(40 * random())) % 97}`;
  const text = Array.from({ length: words }, word).join(' ');
  return changed && random() < 0.6 ? `omega ${text.replaceAll('alpha', 'beta')}` : text;
}

/** Judges in the real bundle with a heap as Lambda bounds it at so much memory, and prints the peak. */
async function judgeIn(memory: number, task: object): Promise<void> {
  const variables: HandlerVariables<'judge'> = {
    ...{
      BUCKET: bucketName,
      TABLE: table,
      MONITOR: 'bench',
      ALARMS: 'one',
      FAILED_DRAWS_PERCENT: '20',
      MONTHLY_TOKENS: '',
      MONTHLY_COST: '',
    },
  };
  const began = performance.now();
  const child = fork(
    join(import.meta.dirname, '../helpers/lambda-process.ts'),
    [join(bundlesFolder, 'judge/index.mjs')],
    {
      env: { ...doubleEnv(process.env.AWS_ENDPOINT_URL ?? ''), PATH: process.env.PATH ?? '', ...variables },
      execArgv: [
        `--max-old-space-size=${Math.floor(0.9 * memory)}`,
        `--max-semi-space-size=${Math.floor(0.05 * memory)}`,
      ],
      silent: true,
    },
  );
  const ended = once(child, 'exit').then(() => ({ error: { name: 'it ended', message: 'without an answer' } }));
  await Promise.race([once(child, 'message'), ended]);
  child.send({ id: 1, event: task, deadline: Date.now() + 900_000 });
  const answer = await Promise.race([once(child, 'message').then(([message]) => message as Answer), ended]);
  const { result, error } = answer as Answer;
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  const outcome = error === undefined ? JSON.stringify(result) : `${error.name}: ${error.message.slice(0, 200)}`;
  console.log(
    `judge with ${memory} MiB: peak ${peakOf(child)} MiB, ${seconds} s, ${cpuOf(child)} s of processor time: ${outcome}`,
  );
  child.kill('SIGKILL');
}

interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
}

/** The most that a process ever held, as the kernel counts it. */
function peakOf({ pid }: ChildProcess): string {
  try {
    const [, kibibytes = '0'] = /VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return String(Math.round(Number(kibibytes) / 1024));
  } catch {
    return 'more than it may have, or unknown:';
  }
}

/** Seconds that a process has computed, all of its threads together; the kernel counts hundredths. */
function cpuOf({ pid }: ChildProcess): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [user = 0, system = 0] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14).map(Number);
    return ((user + system) / 100).toFixed(1);
  } catch {
    return 'unknown';
  }
}
