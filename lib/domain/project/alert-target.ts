import * as z from 'zod';
import { Slug } from '../ids.ts';
import { Severity } from '../verdict/severity.ts';

const EnvName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable, not what it holds');

const named = {
  name: Slug.describe('what is remembered as told; another name is told anew'),
  minSeverity: Severity.optional().describe(
    'told only of what is at least so severe: info (of everything, if left out), minor, major or critical',
  ),
};

/**
 * Who is told of a change when Pinwatch runs outside AWS, beside the terminal. Addresses and keys are secrets: they are
 * read from environment variables and never stand in a file.
 */
export const AlertTarget = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('slack'), ...named, urlEnv: EnvName.describe('variable with the webhook URL') })
    .describe('a Slack incoming webhook, or anything that understands one'),
  z
    .strictObject({
      kind: z.literal('pagerduty'),
      ...named,
      routingKeyEnv: EnvName.describe('variable with the integration key (Events API v2)'),
    })
    .describe('a PagerDuty service'),
  z
    .strictObject({
      kind: z.literal('webhook'),
      ...named,
      urlEnv: EnvName.describe('variable with the URL'),
      secretEnv: EnvName.optional().describe('variable with the secret that deliveries are signed with'),
    })
    .describe('a receiver of your own'),
]);
export type AlertTarget = z.infer<typeof AlertTarget>;

/** Environment variables that a target needs. */
export function alertEnvNames(target: AlertTarget): readonly string[] {
  if (target.kind === 'pagerduty') return [target.routingKeyEnv];
  const secret = target.kind === 'webhook' ? target.secretEnv : undefined;
  return secret === undefined ? [target.urlEnv] : [target.urlEnv, secret];
}
