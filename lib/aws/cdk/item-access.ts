import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { runsTable, tablePartitions } from '../names/runs-table.ts';
import type { HandlerFunction } from './handler-function.ts';

type Partition = keyof typeof tablePartitions;

/** Which partitions of the table a function may use, and how. */
export interface ItemAccess {
  /** Items one by one and in lists. */
  readonly read: readonly Partition[];
  /** Also inside transactions; a condition of a write needs no permission of its own. */
  readonly put?: readonly Partition[];
  readonly remove?: readonly Partition[];
  /** Whether runs and judgements are also asked for by epoch, which the index sorts. */
  readonly byEpoch?: boolean;
}

/** Exact actions on exact partitions. */
export function grantItems(
  step: Pick<HandlerFunction<'plan'>, 'function' | 'grantKey'>,
  table: Table,
  { read, put = [], remove = [], byEpoch = false }: ItemAccess,
): void {
  const allow = (actions: readonly string[], partitions: readonly Partition[], resource = table.tableArn) => {
    if (partitions.length === 0) return;
    const keys = partitions.map((partition) => tablePartitions[partition]);
    const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } };
    const named = actions.map((action) => `dynamodb:${action}`);
    step.function.addToRolePolicy(new PolicyStatement({ actions: named, resources: [resource], conditions }));
  };
  const onlyListed = (partition: Partition) => lists.has(partition);
  allow(
    ['GetItem'],
    read.filter((partition) => !onlyListed(partition)),
  );
  allow(
    ['Query'],
    read.filter((partition) => onlyListed(partition) || partition === 'endpoints'),
  );
  allow(['PutItem'], put);
  allow(['DeleteItem'], remove);
  if (byEpoch) allow(['Query'], ['endpoints'], `${table.tableArn}/index/${runsTable.epochIndex.name}`);
  if (table.encryptionKey !== undefined) step.grantKey(table.encryptionKey);
}

/** Partitions whose items are asked for all at once. */
const lists = new Set<Partition>([
  ...(['activeIncidents', 'batches', 'openRuns', 'openConditions', 'sweeps', 'groups'] as const),
]);
