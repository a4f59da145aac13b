import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import type { Stores } from '../../lib/ports/stores.ts';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const script = resolve(import.meta.dirname, '../helpers/store-draws.ts');
const closed = { status: 'closed', finishedAt: '2026-11-22T10:00:00.000Z' } as const;

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

interface Writer {
  readonly child: ChildProcess;
  /** Lines that it wrote, complete once it has ended. */
  readonly lines: string[];
  readonly ended: Promise<unknown>;
}

function startWriter(
  name: string,
  firstRun: number,
  runs: number,
  draws: number,
  onLine = (_count: number) => {},
): Writer {
  const child = spawn(process.execPath, [script, folder.path, name, ...[firstRun, runs, draws].map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  reader.on('line', (line) => onLine(lines.push(line)));
  return { child, lines, ended: Promise.all([once(child, 'exit'), once(reader, 'close')]) };
}

/** Acknowledged draws by run. */
function acknowledged(lines: readonly string[]): Map<string, number[]> {
  const draws = new Map<string, number[]>();
  for (const [what, run = '', repetition, outcome] of lines.map((line) => line.split(' ')))
    if (what === 'draw' && outcome !== 'late') draws.set(run, [...(draws.get(run) ?? []), Number(repetition)]);
  return draws;
}

async function repetitions(stores: Stores, run: string): Promise<number[]> {
  return (await stores.runs.samples(run)).map(({ repetition }) => repetition);
}

describe('a process that is killed while it stores draws', () => {
  it('loses no draw that it acknowledged and stores none twice, 20 kills in a row', async () => {
    const random = seededRandom('kills');
    const known = new Map<string, number[]>();
    for (let kill = 0; kill < 20; kill++) {
      // Runs of 3 draws, so that a kill falls on an opening, a draw or a sealing; a moment later, so that it falls into it.
      const calls = 1 + Math.floor(random() * 40);
      const delayMs = random() * 3;
      const writer = startWriter('the killed', kill * 100, 100, 3, (count) => {
        if (count === calls) setTimeout(() => writer.child.kill('SIGKILL'), delayMs);
      });
      await writer.ended;
      expect(writer.child.signalCode).toBe('SIGKILL');

      using stores = openLocalStores(folder.path);
      for (const [run, draws] of acknowledged(writer.lines)) {
        known.set(run, draws);
        // The one draw in flight may have been stored without being acknowledged.
        const found = await repetitions(stores, run);
        expect([draws, [...draws, draws.length]]).toContainEqual(found);
      }
      for (const line of writer.lines.filter((each) => each.startsWith('close')))
        expect(await stores.runs.get(line.split(' ')[1] as string)).toMatchObject({ status: 'finished', completed: 3 });
      expect((await stores.runs.openPlans()).length).toBeLessThanOrEqual(1);
      for (const { run } of await stores.runs.openPlans()) {
        const found = await repetitions(stores, run);
        const record = await stores.runs.close(run, closed);
        expect(record).toMatchObject({ ...closed, completed: found.length });
        expect(await stores.runs.close(run, closed)).toEqual(record);
        expect(await repetitions(stores, run)).toEqual(found);
      }
    }

    using stores = openLocalStores(folder.path);
    expect(await stores.runs.openPlans()).toEqual([]);
    for (const [run, draws] of known) expect(await repetitions(stores, run)).toEqual(expect.arrayContaining(draws));
    expect(known.size).toBeGreaterThan(20);
  });
});

describe('processes that share a folder', () => {
  it('make one history on a folder that none of them has seen before', async () => {
    const writers = ['a', 'b', 'c', 'd'].map((name) => startWriter(name, 0, 1, 1));
    await Promise.all(writers.map(({ ended }) => ended));
    expect(writers.map(({ child }) => child.exitCode)).toEqual([0, 0, 0, 0]);
    expect(writers.flatMap(({ lines }) => lines).filter((line) => line.endsWith(' stored'))).toHaveLength(1);
  });

  it('store each draw once, whoever was first, and agree on every record', async () => {
    const names = ['ada', 'grace'];
    const writers = names.map((name) => startWriter(name, 0, 10, 40));
    await Promise.all(writers.map(({ ended }) => ended));
    expect(writers.map(({ child }) => child.exitCode)).toEqual([0, 0]);

    using stores = openLocalStores(folder.path);
    const records = await stores.runs.list({ endpoint: 'support' });
    expect(records).toHaveLength(10);
    for (const { run, completed } of records) {
      const samples = await stores.runs.samples(run);
      expect(samples).toHaveLength(completed);
      for (const { repetition, text } of samples) {
        const winners = names.filter((_, i) => writers[i]?.lines.includes(`draw ${run} ${repetition} stored`));
        expect([text]).toEqual(winners.map((name) => `drawn by ${name}`));
      }
      const late = writers
        .flatMap(({ lines }) => lines)
        .filter((line) => line.startsWith(`draw ${run} `) && line.endsWith(' late'));
      expect(samples.length + late.length).toBeGreaterThanOrEqual(40);
    }
  });
});
