import { Annotations, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { openObjectsExpireAfterDays, prefixes, tickListsExpireAfterDays } from '../names/object-keys.ts';
import { runsTable } from '../names/runs-table.ts';

export interface StorageProps {
  readonly bucket?: IBucket | undefined;
  readonly encryptionKey?: IKey | undefined;
  readonly retention?: Duration | undefined;
  readonly removalPolicy?: RemovalPolicy | undefined;
}

/** Answers of a run that never came to its end go with the others, but not before it can have been closed. */
function openDays(retention: Duration | undefined): number {
  return Math.min(openObjectsExpireAfterDays, Math.max(7, retention?.toDays() ?? openObjectsExpireAfterDays));
}

/** Where everything is kept: outputs in a bucket, history in a table. */
export class Storage extends Construct {
  readonly bucket: IBucket;
  readonly table: Table;

  constructor(scope: Construct, id: string, props: StorageProps) {
    super(scope, id);
    this.bucket = props.bucket ?? (this.#newBucket(props) as IBucket);
    this.table = this.#newTable(props);
    if (props.bucket === undefined || props.retention === undefined) return;
    const what = `retention: the bucket is yours, so give it rules that delete ${prefixes.samples}, ${prefixes.reports} and ${prefixes.open} in time`;
    Annotations.of(this).addWarningV2('pinwatch:retention', what);
  }

  #newBucket({ encryptionKey, retention, removalPolicy = RemovalPolicy.RETAIN }: StorageProps): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      ...(encryptionKey === undefined
        ? { encryption: BucketEncryption.S3_MANAGED }
        : { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy,
      lifecycleRules: [
        { id: 'open-runs', prefix: prefixes.open, expiration: Duration.days(openDays(retention)) },
        { id: 'fleet-lists', prefix: prefixes.ticks, expiration: Duration.days(tickListsExpireAfterDays) },
        ...(retention === undefined
          ? []
          : [
              { id: 'outputs', prefix: prefixes.samples, expiration: retention },
              { id: 'reports', prefix: prefixes.reports, expiration: retention },
            ]),
        { id: 'uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Access logs would need a second bucket; who wants them gives a bucket of their own or uses CloudTrail',
    });
    return bucket;
  }

  #newTable({ encryptionKey, removalPolicy = RemovalPolicy.RETAIN }: StorageProps): Table {
    const text = (name: string) => ({ name, type: AttributeType.STRING });
    const table = new Table(this, 'Table', {
      partitionKey: text(runsTable.partitionKey),
      sortKey: text(runsTable.sortKey),
      timeToLiveAttribute: runsTable.timeToLive,
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      removalPolicy,
      ...(encryptionKey === undefined ? {} : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }),
    });
    table.addLocalSecondaryIndex({
      indexName: runsTable.epochIndex.name,
      sortKey: text(runsTable.epochIndex.sortKey),
      projectionType: ProjectionType.ALL,
    });
    return table;
  }
}
