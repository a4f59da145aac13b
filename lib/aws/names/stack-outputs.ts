import { hashBytes } from '../../domain/content-hash.ts';

/** Keys of stack outputs, by which `pinwatch --stack` finds what was deployed. */
export const stackOutputs = {
  bucket: 'PinwatchBucket',
  table: 'PinwatchTable',
  topic: 'PinwatchTopic',
  stateMachine: 'PinwatchStateMachine',
  providerSecret: 'PinwatchProviderSecret',
  webhookSecret: 'PinwatchWebhookSecret',
  monthlyCost: 'PinwatchMonthlyCost',
  monthlyTokens: 'PinwatchMonthlyTokens',
  retentionDays: 'PinwatchRetentionDays',
  vpc: 'PinwatchVpc',
  database: 'PinwatchDatabase',
  alarmedEndpoints: 'PinwatchAlarmedEndpoints',
  api: 'PinwatchApi',
  batches: 'PinwatchBatches',
} as const;

/** Which endpoints have alarms of their own, short enough for an output. */
export function endpointsText(ids: readonly string[]): string {
  return hashBytes([...ids].sort().join(' ')).slice(0, 16);
}
