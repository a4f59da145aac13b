import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { gatherLongReport } from '../../lib/history/gather-long-report.ts';
import { gatherReport } from '../../lib/history/gather-report.ts';
import type { JudgementStore } from '../../lib/ports/judgement-store.ts';
import type { Stores } from '../../lib/ports/stores.ts';
import { renderHtmlReport } from '../../lib/report/html/page.ts';
import { statusLines } from '../../lib/report/terminal/status-view.ts';
import { memoryStores } from '../helpers/memory-stores/memory-stores.ts';
import { history } from '../report/history.ts';

const report = history({ seed: 'long', runs: 420, changeAt: 200, acceptAt: 220, outages: [100] });
const endpoint = { ...report.endpoint, endpoint: '' } as unknown as Endpoint;
const project = { ...report.project, conditions: { tellAfterRuns: 3 } };
const clock = { now: () => new Date(report.generatedAt) };

async function stored(): Promise<Stores> {
  const stores = memoryStores();
  for (const judgement of report.judgements) await stores.judgements.put(judgement);
  for (const epoch of report.epochs) await stores.epochs.add(epoch);
  for (const incident of report.incidents) await stores.incidents.put({ ...incident, revision: 0 });
  return stores;
}

/** Counts what is read of judgements. */
function counting(judgements: JudgementStore): { readonly judgements: JudgementStore; readonly whole: () => number } {
  let whole = 0;
  return {
    whole: () => whole,
    judgements: {
      put: (one) => judgements.put(one),
      get: (run) => {
        whole++;
        return judgements.get(run);
      },
      list: async (query) => {
        const found = await judgements.list(query);
        whole += found.length;
        return found;
      },
      summaries: (query) => judgements.summaries(query),
      withFacts: (query) => judgements.withFacts(query),
    },
  };
}

const partOf = (html: string, id: string) =>
  html.slice(html.indexOf(`<section id="${id}"`)).split('</section>')[0] ?? '';

describe('the report of a long history', () => {
  it('shows what one that reads everything shows, from the runs around the change and an outline', async () => {
    const stores = await stored();
    const { judgements, whole } = counting(stores.judgements);
    const model = await gatherLongReport(endpoint, project, { stores: { ...stores, judgements }, clock });
    expect(whole(), 'whole judgements of 420').toBeLessThan(170);
    const all = await gatherReport(endpoint, project, { stores, clock });

    const [html, allHtml] = [renderHtmlReport(model), renderHtmlReport(all)];
    expect(html).toContain('all 420 runs; the box is shown below');
    expect(statusLines([model])).toEqual(statusLines([all]));
    for (const id of ['evidence', 'rates', 'properties', 'baselines', 'conditions'])
      expect(partOf(html, id), id).toBe(partOf(allHtml, id));
    const verdict = (page: string) => page.slice(page.indexOf('<h1>'), page.indexOf('<nav'));
    expect(verdict(html)).toBe(verdict(allHtml));
    expect(model.health).toEqual(all.health);
  });

  it('of a short one is read whole', async () => {
    const stores = memoryStores();
    for (const judgement of report.judgements.slice(0, 200)) await stores.judgements.put(judgement);
    const model = await gatherLongReport(endpoint, project, { stores, clock });
    expect(model.outline).toBeUndefined();
    expect(model).toEqual(await gatherReport(endpoint, project, { stores, clock }));
  });
});
