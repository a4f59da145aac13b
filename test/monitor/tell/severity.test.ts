import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../lib/domain/verdict/alert.ts';
import type { Severity } from '../../../lib/domain/verdict/severity.ts';
import type { AlertSink } from '../../../lib/ports/alert-sink.ts';
import { drift, factOf, judgementOf, noDrift } from '../../helpers/judgements.ts';
import { watchedEndpoint } from '../../helpers/watched-endpoint.ts';
import { exampleAlert } from '../../report/example-alert.ts';

/** An endpoint whose runs show a change of a severity, or none, and what three sinks are told of it. */
function watched() {
  const { run, deps, stores, find } = watchedEndpoint();
  const { explanation } = exampleAlert().judgement;
  const told: Record<Severity | 'all', Alert['kind'][]> = { all: [], info: [], minor: [], major: [], critical: [] };
  const sink = (name: Severity | 'all'): AlertSink => ({
    ...(name === 'all' ? {} : { minSeverity: name }),
    send: async ({ kind }) => void told[name].push(kind),
  });
  Object.assign(deps, {
    sinks: new Map((['all', 'major', 'critical'] as const).map((name) => [name, sink(name)])),
  });
  const shows = (severity: Severity | undefined) => {
    Object.assign(deps, {
      judge: async (planned: Parameters<typeof judgementOf>[0]) => {
        const judgement = judgementOf(planned, severity === undefined ? noDrift : drift);
        if (severity !== undefined && explanation !== undefined) judgement.explanation = { ...explanation, severity };
        await stores.judgements.put(judgement);
        return judgement;
      },
    });
    return run();
  };
  return { shows, told, stores, find };
}

describe('who is told from which severity on', () => {
  it('hears nothing of what matters less, neither that it began nor that it is over', async () => {
    const { shows, told } = watched();
    await shows('minor');
    await shows(undefined);
    expect(told.all).toEqual(['opened', 'resolved']);
    expect([told.major, told.critical]).toEqual([[], []]);
  });

  it('hears of a change once it matters enough, and then also that it is over', async () => {
    const { shows, told, stores } = watched();
    for (const severity of ['minor', 'critical', 'critical', 'minor', undefined] as const) await shows(severity);
    expect(told.all).toEqual(['opened', 'updated', 'resolved']);
    expect(told.major).toEqual(['updated', 'resolved']);
    expect(told.critical).toEqual(['updated', 'resolved']);
    expect(await stores.incidents.list('support')).toMatchObject([{ severity: 'critical' }]);
  });

  it('hears of facts by what they are about', async () => {
    const { find, told } = watched();
    await find([factOf('prompt-tokens', { golden: 'refund' })]);
    expect([told.all.length, told.major.length]).toEqual([1, 0]);
    await find([factOf('reported-model')]);
    expect([told.all.length, told.major.length, told.critical.length]).toEqual([2, 1, 0]);
  });
});
