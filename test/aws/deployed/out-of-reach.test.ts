import { describe, expect, it } from 'vitest';
import { outOfReach } from '../../../lib/aws/deployed/out-of-reach.ts';
import { Endpoint } from '../../../lib/domain/endpoint/endpoint.ts';

const at = (baseURL?: string) =>
  Endpoint.parse({ id: 'desk', provider: 'openai', model: 'pinned-1', ...(baseURL === undefined ? {} : { baseURL }) });
const saidOf = (baseURL: string | undefined, inVpc = false) =>
  outOfReach([at(baseURL)], { inVpc })
    .map(({ where, what }) => `${where}: ${what}`)
    .join();

describe('addresses that functions cannot reach', () => {
  it.each([
    ...['http://localhost:11434/v1', 'http://127.0.0.1:8000/v1', 'http://127.1.2.3/v1', 'http://[::1]:8000/v1'],
    ...['http://models.localhost/v1', 'http://0.0.0.0:8000/v1'],
  ])('%s is this machine, wherever they run', (url) => {
    expect(saidOf(url)).toMatch(/^endpoint desk: .* no function reaches it$/);
    expect(saidOf(url, true)).toMatch(/no function reaches it$/);
  });

  it.each([
    ...['http://10.0.3.4/v1', 'http://172.16.0.1/v1', 'http://172.31.255.1/v1', 'http://192.168.1.2:8080/v1'],
    ...['http://169.254.169.254/v1', 'http://[fd00::1]/v1', 'http://tgi.corp.internal/v1', 'http://tgi:8080/v1'],
    ...['http://nas.local/v1', 'http://100.64.0.9/v1'],
  ])('%s is private: only in a VPC', (url) => {
    expect(saidOf(url)).toMatch(/only in a VPC \(pinwatch:vpc\)$/);
    expect(saidOf(url, true)).toBe('');
  });

  it.each([
    ...[
      undefined,
      'https://api.openai.com/v1',
      'http://172.32.0.1/v1',
      'http://8.8.8.8/v1',
      'https://localhost.example.com/v1',
    ],
    ...['http://[2600::1]/v1', 'https://internal.example.com/v1'],
  ])('%s may be reached', (url) => {
    expect(saidOf(url)).toBe('');
  });
});
