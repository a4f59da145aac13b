import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import type { Erasure } from '../../ports/erasure.ts';
import type { Inspection } from '../../ports/inspection.ts';
import type { ModelNoticeStore } from '../../ports/model-notice-store.ts';
import type { Stores } from '../../ports/stores.ts';
import { AwsActions } from './aws-actions.ts';
import { AwsAlertLog } from './aws-alert-log.ts';
import { AwsBatches } from './aws-batches.ts';
import { AwsConditions } from './aws-conditions.ts';
import { AwsDetectorStates } from './aws-detector-states.ts';
import { AwsEpochs } from './aws-epochs.ts';
import { AwsErasure } from './aws-erasure.ts';
import { AwsGoldens } from './aws-goldens.ts';
import { AwsGroups } from './aws-groups.ts';
import { AwsIncidents } from './aws-incidents.ts';
import { AwsInspection } from './aws-inspection.ts';
import { AwsJudgements } from './aws-judgements.ts';
import { AwsModelNotices } from './aws-model-notices.ts';
import { AwsProjects } from './aws-projects.ts';
import { AwsRuns } from './aws-runs.ts';
import { AwsSpending } from './aws-spending.ts';
import { Bodies } from './bodies.ts';
import { Bucket } from './bucket.ts';
import { commitJudged } from './commit-judged.ts';
import { RunItems } from './run-items.ts';
import { RunObjects } from './run-objects.ts';
import { SqlHistory } from './sql-history.ts';
import { StoredReports } from './stored-reports.ts';
import { Sweep } from './sweep.ts';
import { Table } from './table.ts';
import { TickLists } from './tick-lists.ts';
import { TickOwners } from './tick-owners.ts';
import { withSqlHistory } from './with-sql-history.ts';

export interface AwsStoresOptions {
  readonly bucket: string;
  /** Its key schema is in `contract/runs-table`. */
  readonly table: string;
  /** @default the one that the environment or the profile names */
  readonly region?: string;
  /**
   * Root of both services instead of AWS's own, as `AWS_ENDPOINT_URL` gives it; buckets are then named in the path.
   *
   * @default AWS
   */
  readonly endpoint?: string;
}

/** Beside what every project keeps: what only a deployed one needs. Closing gives the connections back. */
export interface AwsStores extends Stores, Disposable {
  readonly projects: AwsProjects;
  readonly ticks: TickLists;
  readonly owners: TickOwners;
  readonly notices: ModelNoticeStore;
  readonly erasure: Erasure;
  readonly sweep: Sweep;
  readonly inspection: Inspection;
  readonly reports: StoredReports;
  close(): void;
}

/**
 * Stores in S3 and DynamoDB: outputs and goldens in a bucket, everything else in one table. Nothing is sent before the
 * first call. Any number of processes may use them at once; every read sees every write that was finished before it.
 *
 * Calls reject with a `ConfigError` where the bucket, the table, a permission or the credentials are missing, and with
 * the SDK's own errors, their names kept, for what may be different the next time.
 */
export function openAwsStores({ bucket, table, region, endpoint }: AwsStoresOptions): AwsStores {
  const common = { ...(region === undefined ? {} : { region }), ...(endpoint === undefined ? {} : { endpoint }) };
  const s3 = new S3Client({ ...common, forcePathStyle: endpoint !== undefined });
  const dynamo = new DynamoDBClient(common);
  const close = () => {
    s3.destroy();
    dynamo.destroy();
  };
  const [objects, items] = [new Bucket(s3, bucket), new Table(dynamo, table)];
  const stores = awsStores(objects, items);
  const runParts = { items: new RunItems(items), objects: new RunObjects(objects) };
  return {
    ...stores,
    sweep: new Sweep({ bucket: objects, table: items, judgements: stores.judgements }),
    reports: new StoredReports(objects),
    inspection: new AwsInspection({ bucket: objects, table: items, runs: stores.runs, history: stores, ...runParts }),
    projects: new AwsProjects(objects),
    ticks: new TickLists(objects),
    owners: new TickOwners(items),
    notices: new AwsModelNotices(items),
    erasure: new AwsErasure({
      bucket: objects,
      ...runParts,
      reports: new StoredReports(objects),
    }),
    close,
    [Symbol.dispose]: close,
  };
}

/** The same over a bucket and a table that somebody else opened. */
export function awsStores(bucket: Bucket, table: Table): Stores {
  const bodies = new Bodies(bucket);
  const [detectors, judgements] = [new AwsDetectorStates(table, bodies), new AwsJudgements(table, bodies)];
  const incidents = new AwsIncidents(table);
  const stores: Stores = {
    runs: new AwsRuns(new RunItems(table), new RunObjects(bucket)),
    detectors,
    judgements,
    epochs: new AwsEpochs(table),
    incidents,
    groups: new AwsGroups(table),
    actions: new AwsActions(table),
    conditions: new AwsConditions(table),
    goldens: new AwsGoldens(bucket),
    alerts: new AwsAlertLog(table),
    spending: new AwsSpending(table),
    batches: new AwsBatches(table),
    commit: (judged) => commitJudged(judged, { table, bodies, detectors, judgements, incidents }),
  };
  return withSqlHistory(stores, new SqlHistory(bucket));
}
