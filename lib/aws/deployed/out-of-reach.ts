import { BlockList, isIP } from 'node:net';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { Problem } from '../../domain/errors.ts';

const loopback = listOf(['127.0.0.0', 8, 'ipv4'], ['0.0.0.0', 8, 'ipv4'], ['::1', 128, 'ipv6'], ['::', 128, 'ipv6']);
const privately = listOf(
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
);

/**
 * Endpoints whose address means something else where functions run: this machine, or a network that they are not in. A name is
 * judged by its form and not looked up, since another resolver answers there.
 *
 * @param inVpc whether the functions run in a network of the user's own, which may hold private addresses.
 */
export function outOfReach(endpoints: readonly Endpoint[], { inVpc }: { readonly inVpc: boolean }): Problem[] {
  return endpoints.flatMap(({ id, baseURL }) => {
    const kind = baseURL === undefined ? undefined : kindOf(new URL(baseURL).hostname.replace(/^\[|\]$/g, ''));
    const where = `endpoint ${id}`;
    if (kind === 'loopback') return [{ where, what: `${baseURL} is the machine that asks: no function reaches it` }];
    if (kind !== 'private' || inVpc) return [];
    return [{ where, what: `${baseURL} is a private address: functions reach it only in a VPC (pinwatch:vpc)` }];
  });
}

function kindOf(host: string): 'loopback' | 'private' | undefined {
  const version = isIP(host);
  if (version === 0) {
    if (/(^|\.)localhost\.?$/i.test(host)) return 'loopback';
    return /\.(local|internal|lan|home\.arpa)\.?$/i.test(host) || !host.includes('.') ? 'private' : undefined;
  }
  const family = version === 6 ? 'ipv6' : 'ipv4';
  if (loopback.check(host, family)) return 'loopback';
  return privately.check(host, family) ? 'private' : undefined;
}

function listOf(...subnets: readonly [string, number, 'ipv4' | 'ipv6'][]): BlockList {
  const list = new BlockList();
  for (const [net, prefix, family] of subnets) list.addSubnet(net, prefix, family);
  return list;
}
