import type { IdentityValue } from '../domain/run/observed-run.ts';
import type { Fact } from '../domain/verdict/evidence.ts';
import { fieldOf, trustOf } from './fact-trust.ts';
import { factValue } from './fact-value.ts';
import type { PreparedRun } from './run-profile.ts';

/** What an endpoint has shown beside its answers. Plain data. */
export interface TripwireState {
  /** Values that are known, by series (kind, and golden where it matters). */
  readonly known: ReadonlyMap<string, readonly string[]>;
  /** New values that too few requests have shown yet, by series and value. */
  readonly pending: ReadonlyMap<string, Sighting>;
  /** The only answer that each golden gave while it was learned, as a hash; null where there was a second one. */
  readonly constant: ReadonlyMap<string, number | null>;
  readonly learnedRuns: number;
}

interface Sighting {
  readonly value: IdentityValue;
  readonly runs: readonly string[];
  readonly requests: number;
}

export const newTripwires: TripwireState = {
  known: new Map(),
  pending: new Map(),
  constant: new Map(),
  learnedRuns: 0,
};

/** Values of one series, known and pending, that are kept; a series with more of them is noise, not identity. */
const maxKnown = 64;
const maxPending = 16;

/**
 * Looks for values that no learned run had. These are facts, not tests: they raise no alarm and cost nothing of its
 * budget. A new value is told once two requests in two runs have shown it, and belongs to the known ones from then on. A
 * series with too many values (an id for each request, say) is not listened to.
 *
 * @param learning while true, everything that comes is taken as known.
 *
 * Time O(values of the run); memory is bounded.
 */
export function watchTripwires(
  state: TripwireState,
  run: PreparedRun,
  learning: boolean,
): { readonly state: TripwireState; readonly facts: readonly Fact[] } {
  const known = new Map(state.known);
  const pending = new Map(state.pending);
  const facts: Fact[] = [];
  for (const { requests, ...value } of run.identity) {
    const series = `${value.kind}\0${value.golden ?? ''}`;
    const values = known.get(series) ?? [];
    if (values.includes(value.value) || values.length >= maxKnown) continue;
    // The prompt of a golden that was not there before is ours, not a change of the endpoint.
    const isLearned = learning || (value.golden !== undefined && values.length === 0);
    const before = pending.get(`${series}\0${value.value}`);
    const runs = [...(before?.runs ?? []), run.profile.run];
    const seen = (before?.requests ?? 0) + requests;
    if (!isLearned && runs.length < 2) {
      const waiting = [...pending.keys()].filter((key) => key.startsWith(`${series}\0`)).length;
      if (waiting < maxPending) pending.set(`${series}\0${value.value}`, { value, runs, requests: seen });
      continue;
    }
    pending.delete(`${series}\0${value.value}`);
    known.set(series, [...values, value.value]);
    // A series that begins after learning (a first error, a field that was not asked for) has no "was".
    if (!isLearned)
      facts.push({
        kind: value.kind,
        ...(value.golden === undefined ? {} : { golden: value.golden }),
        was: (value.kind === 'fingerprint' ? values.filter(isOfField(value.value)) : values).map(factValue),
        now: factValue(value.value),
        runs,
        requests: seen,
        trust: trustOf(value),
      });
  }
  const outputs = watchOutputs(state, run, learning);
  return {
    state: { known, pending, constant: outputs.constant, learnedRuns: state.learnedRuns + (learning ? 1 : 0) },
    facts: [...facts, ...outputs.facts],
  };
}

/** Fields with names share a series with fingerprints, so that all together are bounded; what one was is its own. */
function isOfField(value: string): (other: string) => boolean {
  const field = fieldOf(value);
  return (other) => fieldOf(other) === field;
}

/**
 * An endpoint that gave every golden the same answer in every learned run is noiseless: there, one changed output is a
 * fact, told at once. On all others one changed output proves nothing.
 */
function watchOutputs(
  state: TripwireState,
  { profile }: PreparedRun,
  learning: boolean,
): Pick<TripwireState, 'constant'> & { readonly facts: readonly Fact[] } {
  if (learning) {
    const constant = new Map(state.constant);
    for (const [golden, { onlyOutput = null }] of profile.goldens) {
      const isAnother = constant.has(golden) && constant.get(golden) !== onlyOutput;
      constant.set(golden, isAnother ? null : onlyOutput);
    }
    return { constant, facts: [] };
  }
  const isNoiseless = [...state.constant.values()].every((output) => output !== null);
  const changed = [...profile.goldens].filter(
    ([golden, { onlyOutput }]) => state.constant.has(golden) && onlyOutput !== state.constant.get(golden),
  );
  if (!isNoiseless || changed.length === 0) return { constant: state.constant, facts: [] };
  const facts = changed.map(
    ([golden, { draws }]): Fact => ({
      kind: 'noiseless-output',
      golden,
      was: [`one answer in each of ${state.learnedRuns} runs`],
      now: 'another answer',
      runs: [profile.run],
      requests: draws,
      trust: 'strong',
    }),
  );
  // Told once: from here on the endpoint is one with noise.
  return { constant: new Map(), facts };
}
