import { objectKeys } from '../names/object-keys.ts';

/**
 * Address of the stored report of an endpoint in the console of AWS, with `{endpoint}` left open: whoever opens it signs in there
 * and needs `s3:GetObject` on it.
 *
 * @example
 * storedReportAddress({ bucket: 'outputs', region: 'eu-west-1' });
 */
export function storedReportAddress({ bucket, region }: { readonly bucket: string; readonly region: string }): string {
  const key = objectKeys.report('{endpoint}');
  return `https://${consoleHost(region)}/s3/object/${bucket}?region=${region}&prefix=${key}`;
}

function consoleHost(region: string): string {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  if (region.startsWith('us-gov-')) return 'console.amazonaws-us-gov.com';
  return `${region}.console.aws.amazon.com`;
}
