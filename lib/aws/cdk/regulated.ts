import { Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Rules of the NIST 800-53 pack of cdk-nag that the construct does not follow whatever its props, and why. The other ones are
 * a matter of props; both stand in docs/deploy.md.
 */
export const nistReasons: { readonly [rule: string]: string } = {
  IAMNoInlinePolicy:
    'Each role belongs to one function and has exact statements for it: an inline policy goes with its role and fits no other',
  LambdaConcurrency:
    'The distributed map and pinwatch:concurrency limit what runs at once; what is reserved here would be taken from others',
  LambdaDLQ:
    'Step Functions calls the functions and waits for them, and keeps what fails in its history: a dead-letter queue is for calls that nobody waits for',
  DynamoDBInBackupPlan:
    'The table has point-in-time recovery of 35 days; a plan of AWS Backup is a matter of the account, and monitor.table is there for it',
};

/** Acknowledges them below `scope`. */
export function acknowledgeNist(scope: Construct): void {
  for (const [rule, reason] of Object.entries(nistReasons))
    Validations.of(scope).acknowledge({ id: `NIST.800.53.R5-${rule}`, reason });
}
