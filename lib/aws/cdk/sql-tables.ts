import { Names, Stack } from 'aws-cdk-lib';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { partitionColumns, type SqlTable, sqlTables } from '../names/sql-tables.ts';

export interface SqlTablesProps {
  readonly bucket: IBucket;
}

/** Before there was Pinwatch. */
const firstDate = '2026-01-01';

/**
 * Tables for Athena over what lies in the bucket. Partitions are not registered but projected, so that nothing has to be done
 * for a new day or a new endpoint. Every query names its endpoints: a list of them here would be that of the deployment, and
 * hide those that were pushed since.
 */
export class SqlTables extends Construct {
  /** Name of the database. */
  readonly database: string;

  constructor(scope: Construct, id: string, { bucket }: SqlTablesProps) {
    super(scope, id);
    const { account } = Stack.of(this);
    this.database = Names.uniqueResourceName(this, { maxLength: 60, separator: '_' }).toLowerCase();
    const database = new CfnDatabase(this, 'Database', {
      catalogId: account,
      databaseInput: { name: this.database, description: 'Pinwatch: history of the models that are watched' },
    });
    for (const [name, table] of Object.entries(sqlTables)) {
      const made = new CfnTable(this, `Table-${name}`, {
        catalogId: account,
        databaseName: this.database,
        tableInput: this.#table(name, table, bucket),
      });
      made.addResourceDependency(database);
    }
  }

  #table(name: string, { description, columns, prefix }: SqlTable, bucket: IBucket): CfnTable.TableInputProperty {
    const location = `s3://${bucket.bucketName}/${prefix}`;
    const keys = columns.flatMap(({ name: column, key }) => (key === undefined ? [] : [[`mapping.${column}`, key]]));
    return {
      name,
      description,
      tableType: 'EXTERNAL_TABLE',
      partitionKeys: partitionColumns.map((column) => ({ name: column, type: 'string' })),
      parameters: {
        EXTERNAL: 'TRUE',
        'projection.enabled': 'true',
        'projection.endpoint.type': 'injected',
        'projection.date.type': 'date',
        'projection.date.format': 'yyyy-MM-dd',
        'projection.date.range': `${firstDate},NOW`,
        'storage.location.template': `${location}endpoint=\${endpoint}/date=\${date}/`,
      },
      storageDescriptor: {
        location,
        columns: columns.map(({ name: column, type, comment }) => ({
          name: column,
          type,
          ...(comment === undefined ? {} : { comment }),
        })),
        inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        compressed: true,
        serdeInfo: {
          serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
          parameters: { 'ignore.malformed.json': 'false', ...Object.fromEntries(keys) },
        },
      },
    };
  }
}
