import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { seededRandom } from '../../lib/domain/random.ts';
import type { RunRecord } from '../../lib/domain/run/run.ts';
import type { Alert } from '../../lib/domain/verdict/alert.ts';
import type { Fact } from '../../lib/domain/verdict/evidence.ts';
import type { Verdict } from '../../lib/domain/verdict/verdict.ts';
import { beginEpoch } from '../../lib/monitor/judge/begin-epoch.ts';
import { type RunDeps, runEndpoint } from '../../lib/monitor/run-endpoint.ts';
import { FakeProvider, type Script } from './fake-provider.ts';
import { judgementOf, learning, noDrift } from './judgements.ts';
import { memoryStores } from './memory-stores/memory-stores.ts';
import { TestClock } from './test-clock.ts';

/** An endpoint in memory, with a provider that answers by script, verdicts to order and a sink that remembers. */
export function watchedEndpoint(script?: Script, settings: object = {}) {
  const endpoint = Endpoint.parse({ id: 'support', provider: 'fake', model: 'pinned-1', ...settings });
  const goldens = ['bullets', 'refund'].map((id) =>
    goldenRequest(GoldenFile.parse({ id, messages: [{ role: 'user', content: id }] })),
  );
  const stores = memoryStores();
  const clock = new TestClock();
  const provider = new FakeProvider(script);
  const sent: Alert[] = [];
  const judged: RunRecord[] = [];
  const state = { verdict: learning as Verdict, sinkIsDown: false, facts: [] as readonly Fact[] };
  const sink = {
    async send(alert: Alert) {
      if (state.sinkIsDown) throw new Error('the webhook answered 500');
      sent.push(alert);
    },
  };
  const deps: RunDeps = {
    stores,
    provider,
    clock,
    random: seededRandom('watched'),
    sinks: new Map([['chat', sink]]),
    falseAlarmsPerYear: 1,
    conditions: { everySeconds: 3600, tellAfterRuns: 3 },
    judge: async (run) => {
      judged.push(run);
      await beginEpoch(run, stores.epochs);
      const judgement = judgementOf(run, state.verdict, state.facts);
      state.facts = [];
      await stores.judgements.put(judgement);
      return judgement;
    },
  };
  const going = { stop: new AbortController().signal };
  /** One run, an hour after the last. */
  const run = (verdict: Verdict = state.verdict, as: Endpoint = endpoint) => {
    state.verdict = verdict;
    clock.advance(3_600_000);
    return runEndpoint({ endpoint: as, goldens }, deps, going);
  };
  /** The same, with a run that found facts. */
  const find = (facts: readonly Fact[], verdict: Verdict = noDrift, as: Endpoint = endpoint) => {
    state.facts = facts;
    return run(verdict, as);
  };
  return { endpoint, goldens, stores, clock, provider, sent, judged, state, deps, going, run, find };
}
