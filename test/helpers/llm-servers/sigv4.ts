import { createHash, createHmac } from 'node:crypto';
import type { Arrived } from './loopback-server.ts';

/**
 * The signature that AWS would compute for a request as it arrived, by the published description of Signature Version 4,
 * and the one that it carries: a header or byte that was changed after signing makes them differ.
 */
export function signatures(
  { method, path, headers, body }: Arrived,
  secret: string,
): { expected: string; carried: string } {
  const authorization = headers.get('authorization') ?? '';
  const [, date = '', region = '', service = '', names = '', carried = ''] =
    /Credential=[^/]+\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? [];
  const url = new URL(path, 'http://localhost');
  const canonical = [
    method,
    url.pathname.split('/').map(encoded).join('/'), // once more than on the wire
    [...url.searchParams]
      .map(([key, value]) => `${encoded(key)}=${encoded(value)}`)
      .sort()
      .join('&'),
    ...names.split(';').map((name) => `${name}:${(headers.get(name) ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    names,
    sha256(body),
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', headers.get('x-amz-date') ?? '', scope, sha256(canonical)].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    (by, part) => hmac(by, part),
    `AWS4${secret}`,
  );
  return { expected: hmac(key, toSign).toString('hex'), carried };
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
