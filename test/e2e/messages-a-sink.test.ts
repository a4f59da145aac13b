import { describe, expect, it } from 'vitest';
import { pagerDutyEvent } from '../../lib/alerts/pagerduty.ts';
import { Alert } from '../../lib/domain/verdict/alert.ts';
import { drift, factOf } from '../helpers/judgements.ts';
import { type FleetRun, watchedFleet } from '../helpers/watched-fleet.ts';

const another = factOf('reported-model');
const kindsOf = (sent: readonly Alert[]) => sent.map(({ kind, group }) => `${kind} ${group?.members.length ?? 1}`);

/** What one change, in each of its forms, is at so many endpoints: messages a sink, and pages of PagerDuty. */
async function messagesOf(count: number, during: (hour: number) => FleetRun | undefined) {
  const fleet = watchedFleet(count);
  await fleet.hour();
  for (let hour = 0; hour < 5; hour++) await fleet.hour(during(hour) ?? {});
  const pages = fleet.sent.map((alert) => pagerDutyEvent(alert, { routingKey: 'R0' }));
  const opened = new Set(
    pages.filter(({ event_action: action }) => action === 'trigger').map((page) => page.dedup_key),
  );
  return { sent: fleet.sent, told: kindsOf(fleet.sent), pages: opened.size };
}

describe('one change at several endpoints', () => {
  it('is a few messages a sink and one page, at one endpoint, at three and at a hundred', async () => {
    const forms: Record<string, (hour: number) => FleetRun | undefined> = {
      'drift that goes away': (hour) => (hour < 4 ? { verdict: drift } : {}),
      'another reported model': (hour) => (hour === 0 ? { facts: [another] } : {}),
      'an outage': (hour) => (hour < 4 ? { isDown: true } : {}),
    };
    const table: string[] = [];
    for (const [form, during] of Object.entries(forms))
      for (const count of [1, 3, 100]) {
        const { told, pages, sent } = await messagesOf(count, during);
        table.push(`${form} at ${count}: ${told.length} messages, ${pages} page: ${told.join(', ')}`);
        for (const alert of sent) expect(Alert.parse(alert)).toEqual(alert);
      }
    expect(`\n${table.join('\n')}\n`).toMatchInlineSnapshot(`
      "
      drift that goes away at 1: 2 messages, 1 page: opened 1, resolved 1
      drift that goes away at 3: 4 messages, 1 page: opened 1, updated 2, updated 3, resolved 3
      drift that goes away at 100: 7 messages, 1 page: opened 1, updated 2, updated 34, updated 66, updated 98, updated 100, resolved 100
      another reported model at 1: 1 messages, 1 page: fact 1
      another reported model at 3: 3 messages, 1 page: fact 1, fact 2, fact 3
      another reported model at 100: 6 messages, 1 page: fact 1, fact 2, fact 34, fact 66, fact 98, fact 100
      an outage at 1: 2 messages, 1 page: condition-opened 1, condition-resolved 1
      an outage at 3: 4 messages, 1 page: condition-opened 1, condition-updated 2, condition-updated 3, condition-resolved 3
      an outage at 100: 7 messages, 1 page: condition-opened 1, condition-updated 2, condition-updated 34, condition-updated 66, condition-updated 98, condition-updated 100, condition-resolved 100
      "
    `);
  });
});
