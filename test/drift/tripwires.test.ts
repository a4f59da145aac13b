import { describe, expect, it } from 'vitest';
import type { FactKind, IdentityValue, ObservedRun } from '../../lib/domain/run/observed-run.ts';
import { encodeDetector } from '../../lib/drift/detector-codec.ts';
import { newDetector } from '../../lib/drift/detector-state.ts';
import { learn, makeRun, makeRuns, settings, watch } from './detector-runs.ts';

const size = { goldens: 3, repetitions: 2 };
const learned = settings.baselineRuns;

/** Tripwires look at every run, whether it is judged or only learned. */
const quick = { ...settings, learnOnly: true };

type Seen = readonly (IdentityValue & { readonly requests?: number })[];

/** A run whose goldens answer as always, and that shows these identity values. */
function runShowing(number: number, seen: Seen): ObservedRun {
  const run = makeRun(number, size, (golden, at, repetition) => `answer ${golden} ${at} ${repetition}`);
  return { ...run, identity: seen.map((value) => ({ requests: 6, ...value })) };
}

/** Facts of each run after learning; `seen` says what a run shows. */
function factsOf(runs: number, seen: (run: number) => Seen, judging = settings) {
  const all = Array.from({ length: learned + runs }, (_, i) => runShowing(i, seen(i)));
  return watch(all, { judging })
    .steps.slice(learned)
    .map(({ observation }) => observation.facts);
}

const is = (kind: FactKind, value: string, golden?: string) =>
  golden === undefined ? { kind, value } : { kind, value, golden };

describe('a tripwire', () => {
  it.each<[FactKind, 'strong' | 'weak']>([
    ['reported-model', 'strong'],
    ['prompt-tokens', 'strong'],
    ['client-library', 'strong'],
    ['echoed-parameters', 'strong'],
    ['usage-fields', 'strong'],
    ['fingerprint', 'weak'],
    ['finish-reason', 'weak'],
    ['error-class', 'weak'],
  ])('tells once that %s has a value that it never had', (kind, trust) => {
    const golden = kind === 'prompt-tokens' ? { golden: 'golden-1' } : {};
    const facts = factsOf(5, (run) => [{ kind, ...golden, value: run < learned + 1 ? 'before' : 'after' }]);
    expect(facts.map((told) => told.length)).toEqual([0, 0, 1, 0, 0]);
    expect(facts[2]).toEqual([
      { kind, ...golden, was: ['before'], now: 'after', runs: ['run-00013', 'run-00014'], requests: 12, trust },
    ]);
  });

  it('compares long values whole, and names their beginning and their hash: a judgement holds 64 of them', () => {
    const long = (end: string) => `${'x'.repeat(200_000)}${end}`;
    const facts = factsOf(4, (run) => [is('echoed-parameters', long(run < learned + 1 ? 'a' : 'b'))]).flat();
    const [{ was: [was] = [], now } = { was: [], now: '' }] = facts;
    expect(facts).toHaveLength(1);
    expect(now).toMatch(/^x{1000}… \(200001 characters, SHA-256 [0-9a-f]{12}\)$/);
    expect(was).toMatch(/^x{1000}… \(200001 characters, SHA-256 [0-9a-f]{12}\)$/);
    expect(was).not.toBe(now);
    const just = (run: number) => is('echoed-parameters', (run < learned + 1 ? 'a' : 'b').repeat(1000));
    expect(factsOf(4, (run) => [just(run)]).flat()).toMatchObject([{ was: ['a'.repeat(1000)], now: 'b'.repeat(1000) }]);
  });

  it('tells a named field by what it was itself, beside the others of its series', () => {
    const seen = (run: number) => [
      is('fingerprint', 'a1b2c3d4e5f60718'),
      is('fingerprint', 'serverVersion 3.3.6'),
      is('fingerprint', `dtype ${run < learned + 1 ? 'float16' : 'float8'}`),
    ];
    expect(factsOf(4, seen).flat()).toMatchObject([{ was: ['dtype float16'], now: 'dtype float8', trust: 'strong' }]);
    const sha = (run: number) => is('fingerprint', run < learned + 1 ? 'a1b2c3d4e5f60718' : '18f7e6d5c4b3a291');
    const facts = factsOf(4, (run) => [sha(run), is('fingerprint', 'serverVersion 3.3.6')]).flat();
    expect(facts).toMatchObject([{ was: ['a1b2c3d4e5f60718'], now: '18f7e6d5c4b3a291', trust: 'strong' }]);
  });

  it('needs two requests in two runs: one run is not enough, however many requests', () => {
    const facts = factsOf(6, (run) => [is('fingerprint', run === learned + 2 ? 'fp-new' : 'fp-old')]);
    expect(facts.flat()).toEqual([]);
    const twice = factsOf(6, (run) => [
      { ...is('fingerprint', run === learned || run === learned + 4 ? 'fp-new' : 'fp-old'), requests: 1 },
    ]);
    expect(twice.map((told) => told.length)).toEqual([0, 0, 0, 0, 1, 0]);
    expect(twice[4]?.[0]).toMatchObject({ runs: ['run-00012', 'run-00016'], requests: 2 });
  });

  it('takes every value that it saw while learning as known', () => {
    const values = ['fp-a', 'fp-b', 'fp-c'];
    expect(factsOf(9, (run) => [is('fingerprint', values[run % 3] as string)]).flat()).toEqual([]);
  });

  it('says that a series is new by having nothing that was', () => {
    const facts = factsOf(4, (run) => (run < learned ? [] : [is('error-class', 'rate-limited')]));
    expect(facts.flat()).toHaveLength(1);
    expect(facts[1]?.[0]).toMatchObject({ kind: 'error-class', was: [], now: 'rate-limited' });
  });

  it('tells goldens apart, and does not take a golden of ours that is new for a change of the endpoint', () => {
    const facts = factsOf(6, (run) => [
      is('prompt-tokens', '20', 'golden-0'),
      is('prompt-tokens', run < learned + 2 ? '31' : '45', 'golden-1'),
      ...(run < learned + 1 ? [] : [is('prompt-tokens', '77', 'golden-2@new')]),
    ]);
    expect(facts.flat()).toHaveLength(1);
    expect(facts.flat()[0]).toMatchObject({ golden: 'golden-1', was: ['31'], now: '45' });
  });

  it('does not listen to a value that is another in every request, and still hears the others', () => {
    let id = 0;
    const facts = factsOf(10, (run) => [
      ...Array.from({ length: 100 }, () => is('fingerprint', `request ${id++}`)),
      is('reported-model', run < learned + 4 ? 'm-1' : 'm-2'),
    ]);
    expect(facts.flat().map(({ now }) => now)).toEqual(['m-2']);
  });

  it('hears the others even when such a value comes after learning', () => {
    let id = 0;
    const facts = factsOf(10, (run) => [
      ...(run < learned ? [is('fingerprint', 'fp')] : Array.from({ length: 500 }, () => is('fingerprint', `${id++}`))),
      is('reported-model', run < learned + 4 ? 'm-1' : 'm-2'),
    ]);
    expect(facts.flat().map(({ now }) => now)).toEqual(['m-2']);
  });

  it('does not repeat itself about a field that flaps between very many values', () => {
    const facts = factsOf(200, (run) => [is('fingerprint', `fp-${(run * 7) % 90}`)], quick);
    expect(facts.flat().length).toBeGreaterThan(0);
    expect(new Set(facts.flat().map(({ now }) => now)).size).toBe(facts.flat().length);
    expect(facts.flat().length).toBeLessThanOrEqual(64);
  });

  it('remembers a bounded number of values', () => {
    let id = 0;
    const state = learn(
      Array.from({ length: 60 }, (_, run) =>
        runShowing(
          run,
          Array.from({ length: 300 }, () => is('fingerprint', `a rather long fingerprint ${id++}`)),
        ),
      ),
      newDetector(),
      quick,
    );
    expect(state.tripwires.known.get('fingerprint\0')?.length).toBeLessThanOrEqual(64);
    const noisyLater = learn(
      Array.from({ length: 20 }, (_, run) =>
        runShowing(
          run,
          run < learned ? [is('fingerprint', 'fp')] : Array.from({ length: 99 }, () => is('fingerprint', `${id++}`)),
        ),
      ),
    );
    expect(noisyLater.tripwires.pending.size).toBeLessThanOrEqual(16);
  });

  it('is not hidden by a run that lost too many draws', () => {
    const runs = Array.from({ length: learned + 4 }, (_, i) => {
      const run = runShowing(i, [is('reported-model', i < learned ? 'm-1' : 'm-2')]);
      return i < learned ? run : { ...run, goldens: new Map(), failed: run.planned };
    });
    const { steps } = watch(runs);
    expect(steps.flatMap(({ observation }) => observation.facts)).toHaveLength(1);
    expect(steps.at(-1)?.observation.counted).toBe(false);
  });

  it('raises no alarm and bets nothing', () => {
    const plain = watch(Array.from({ length: 30 }, (_, i) => runShowing(i, [])));
    const tripped = watch(
      Array.from({ length: 30 }, (_, i) => runShowing(i, [is('reported-model', i < learned ? 'm-1' : 'm-2')])),
    );
    expect(tripped.steps.map(({ observation }) => observation.channels)).toEqual(
      plain.steps.map(({ observation }) => observation.channels),
    );
  });
});

describe('a noiseless endpoint', () => {
  const same = (golden: number) => `answer ${golden}`;
  const factsAfter = (runs: readonly ObservedRun[]) =>
    watch(runs)
      .steps.slice(learned)
      .map(({ observation }) => observation.facts);

  it('is recognised, and one changed output is told at once, and once', () => {
    const runs = makeRuns(0, learned + 6, size, (golden, run, repetition) =>
      golden === 1 && run >= learned + 2 && repetition === 1 ? 'another answer' : same(golden),
    );
    const facts = factsAfter(runs);
    expect(facts.map((told) => told.length)).toEqual([0, 0, 1, 0, 0, 0]);
    expect(facts[2]?.[0]).toMatchObject({
      kind: 'noiseless-output',
      golden: 'golden-1',
      was: ['one answer in each of 12 runs'],
      runs: ['run-00014'],
      trust: 'strong',
    });
  });

  it('is one only if every golden always gave one answer', () => {
    const runs = makeRuns(0, learned + 6, size, (golden, run) =>
      golden === 2 ? `answer ${run % 2}` : run < learned ? same(golden) : 'another answer',
    );
    expect(factsAfter(runs).flat()).toEqual([]);
  });

  it('may miss goldens here and there: a failed call is no answer', () => {
    const runs = makeRuns(0, learned + 3, { goldens: 6, repetitions: 2 }, (golden, run, repetition) => {
      if (run < 2 && golden === run) return undefined; // also in the first run
      if (run === learned && golden === 0 && repetition === 0) return undefined;
      return run === learned + 1 ? `new ${golden}` : same(golden);
    });
    expect(factsAfter(runs).map((told) => told.length)).toEqual([0, 6, 0]);
  });

  it('stays one when a golden is added: its answers are not compared, the others are', () => {
    const added = (run: ObservedRun) => ({
      ...run,
      goldens: new Map([...run.goldens, ['golden-0@new', [...(run.goldens.get('golden-0') ?? [])]]]),
    });
    const runs = makeRuns(0, learned + 4, size, (golden, run) =>
      golden === 2 && run >= learned + 2 ? 'another answer' : same(golden),
    ).map((run, i) => (i < learned ? run : added(run)));
    const facts = factsAfter(runs);
    expect(facts.map((told) => told.length)).toEqual([0, 0, 1, 0]);
    expect(facts[2]?.[0]?.golden).toBe('golden-2');
  });

  it('is remembered through storage: its state is small', () => {
    const state = learn(makeRuns(0, 20, size, same));
    expect(encodeDetector({ epoch: 1, state }).length).toBeLessThan(20_000);
    expect(state.tripwires.constant.size).toBe(3);
  });
});
