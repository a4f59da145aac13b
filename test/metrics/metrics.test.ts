import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProjectFile } from '../../lib/domain/project/project.ts';
import { gatherMetrics } from '../../lib/metrics/gather-metrics.ts';
import { prometheusText } from '../../lib/metrics/prometheus-text.ts';
import { sendOtlp } from '../../lib/metrics/send-otlp.ts';
import { allFail, livingEndpoint } from '../helpers/living-endpoint.ts';

async function measured(weather = {}) {
  const { runs, stores, clock, endpoint } = livingEndpoint();
  await runs(7);
  await runs(3, weather);
  const project = ProjectFile.parse({ version: 1, every: '1h', endpoints: [{ ...endpoint, provider: 'openai' }] });
  return gatherMetrics({ ...project, endpoints: [endpoint] }, { stores, clock });
}

describe('metrics in the format of Prometheus', () => {
  it('say what is known now, with a help and a type each', async () => {
    const text = await prometheusText(await measured());
    expect(text).toContain('# TYPE pinwatch_drift gauge\npinwatch_drift{endpoint="support"} 0\n');
    expect(text).toContain('pinwatch_conclusive{endpoint="support"} 1\n');
    expect(text).toMatch(/pinwatch_threshold_log\{endpoint="support",channel="behaviour"\} 2\.99/);
    expect(text).toContain('pinwatch_run_calls{endpoint="support",outcome="completed"} 4\n');
    expect(text).toMatch(/pinwatch_last_verdict_timestamp_seconds\{endpoint="support"\} 17\d{8}/);
    expect(text).not.toContain('answer to');
  });

  it('are not conclusive where nothing is reached', async () => {
    const text = await prometheusText(await measured(allFail('not-found')));
    expect(text).toContain('pinwatch_conclusive{endpoint="support"} 0\n');
    expect(text).toContain('pinwatch_conditions_open{endpoint="support",kind="unreachable"} 1\n');
  });
});

describe('metrics over OTLP', () => {
  let server: Server;
  let bodies: string[];
  let status = 200;
  beforeEach(async () => {
    bodies = [];
    status = 200;
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (data) => {
        body += data;
      });
      request.on('end', () => {
        bodies.push(body);
        response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
    const { port } = server.address() as AddressInfo;
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${port}`);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    server.close();
    server.closeAllConnections();
  });

  it('are sent once, as gauges with their unit', async () => {
    await sendOtlp(await measured(), '0.1.0');
    expect(bodies).toHaveLength(1);
    const [{ scopeMetrics }] = JSON.parse(bodies[0] ?? '').resourceMetrics;
    expect(scopeMetrics[0].scope).toMatchObject({ name: 'pinwatch', version: '0.1.0' });
    const byName = new Map(scopeMetrics[0].metrics.map((one: { name: string }) => [one.name, one]));
    expect(byName.get('pinwatch.last_run.timestamp')).toMatchObject({ unit: 's', gauge: { dataPoints: [{}] } });
    expect(byName.get('pinwatch.run.calls')).toMatchObject({
      gauge: { dataPoints: [{ asDouble: 4 }, { asDouble: 0 }] },
    });
  });

  it('that are refused are an error and not silence', async () => {
    status = 400;
    await expect(sendOtlp(await measured(), '0.1.0')).rejects.toThrow('the metrics did not get through');
  });
});
