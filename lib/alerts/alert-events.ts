import type { Alert } from '../domain/verdict/alert.ts';

/** `source` of our events on EventBridge. */
export const alertEventSource = 'pinwatch';

/** `detail-type` of our events on EventBridge, by kind of alert. */
export const alertDetailTypes: Readonly<Record<Alert['kind'], string>> = {
  opened: 'Pinwatch Incident Opened',
  updated: 'Pinwatch Incident Updated',
  acknowledged: 'Pinwatch Incident Acknowledged',
  resolved: 'Pinwatch Incident Resolved',
  fact: 'Pinwatch Fact Reported',
  'condition-opened': 'Pinwatch Condition Opened',
  'condition-updated': 'Pinwatch Condition Updated',
  'condition-resolved': 'Pinwatch Condition Resolved',
};

/** Headers of a signed webhook; HTTP does not tell upper case from lower case. */
export const webhookHeaders = {
  /** The alert's id: the same for a repeated delivery. */
  id: 'pinwatch-id',
  /** Unix time of the delivery in seconds. */
  timestamp: 'pinwatch-timestamp',
  /** `v1=` and the lower-case hex HMAC-SHA256 of `TIMESTAMP.BODY` under the shared secret. */
  signature: 'pinwatch-signature',
} as const;
