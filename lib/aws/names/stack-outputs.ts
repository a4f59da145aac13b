/** Keys of stack outputs, by which `pinwatch --stack` finds what was deployed. */
export const stackOutputs = {
  bucket: 'PinwatchBucket',
  table: 'PinwatchTable',
  topic: 'PinwatchTopic',
  stateMachine: 'PinwatchStateMachine',
  providerSecret: 'PinwatchProviderSecret',
  webhookSecret: 'PinwatchWebhookSecret',
  monthlyCost: 'PinwatchMonthlyCost',
} as const;
