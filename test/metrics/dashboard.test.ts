import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { metrics } from '../../lib/metrics/metric.ts';
import { prometheusName } from '../../lib/metrics/prometheus-text.ts';

const root = resolve(import.meta.dirname, '../..');
const names = Object.values(metrics).map(prometheusName);

it('the dashboard shows every metric that there is, and no other', () => {
  const text = readFileSync(join(root, 'examples/grafana/pinwatch.json'), 'utf8');
  const dashboard = JSON.parse(text) as { panels: { targets: { expr: string }[] }[] };
  const used = dashboard.panels.flatMap(({ targets }) =>
    targets.flatMap(({ expr }) => expr.match(/pinwatch_\w+/g) ?? []),
  );
  const shown = new Set([...used, ...(text.match(/pinwatch_endpoint_info/g) ?? [])]);
  expect([...shown].sort()).toEqual([...names].sort());
});

it('the docs name every metric', () => {
  const docs = readFileSync(join(root, 'docs/metrics.md'), 'utf8');
  for (const { name } of Object.values(metrics)) {
    const last = name.split('.').at(-1) ?? '';
    expect(docs.includes(`\`${name}\``) || docs.includes(`\`.${last}\``), name).toBe(true);
  }
});
