import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** What can be said about a deployed monitor. What is watched stands in the project, which `pinwatch push` uploads. */
export interface DriftMonitorProps {
  /**
   * How often the schedule looks which endpoints are due, whole minutes, 1 minute to 1 day. An endpoint runs as often as
   * the project's `every` says, and never more often than this; the project's `jitter` says how far starts are spread. Where
   * it divides an hour or a day, it looks at round times (UTC).
   *
   * @default Duration.hours(1)
   */
  readonly every?: Duration;

  /**
   * How long a run may take from its start, 5 minutes to 1 day; then nothing more is sent, and it is judged with what arrived.
   *
   * @default Duration.hours(6)
   */
  readonly timeout?: Duration;

  /**
   * API keys, made outside the stack: a JSON object, each key under the name of the environment variable that the project
   * names, e.g. `OPENAI_API_KEY`.
   *
   * @default none; enough for Amazon Bedrock and for servers without keys
   */
  readonly providerSecret?: ISecret;

  /**
   * ARNs of Bedrock foundation models, inference profiles and prompt routers that may be called. A profile also needs the
   * models that it routes to, in each of their regions, and a global one its models without a region
   * (`arn:aws:bedrock:::foundation-model/...`). Hosts of `bedrock-mantle` need the ARN of a project instead, a prompt of Bedrock
   * its own ARN and its model, an endpoint of the Bedrock Marketplace that of SageMaker (`arn:aws:sagemaker:...:endpoint/...`).
   *
   * @default none
   */
  readonly bedrockModels?: readonly string[];

  /**
   * ARNs of Bedrock guardrails that may be applied, without their versions.
   *
   * @default none
   */
  readonly bedrockGuardrails?: readonly string[];

  /**
   * Where the functions run, so that they reach models and stores that are private. They must get to S3, DynamoDB, SNS and
   * EventBridge, to Secrets Manager where there are secrets, to Bedrock where its models are named, and to the models
   * themselves, by endpoints of the VPC or through a NAT; see `vpcEndpoints`.
   *
   * @default outside of any VPC, with a way to the internet
   */
  readonly vpc?: IVpc;

  /** @default the private subnets of the VPC that have a way out of it */
  readonly vpcSubnets?: SubnetSelection;

  /** @default a new one for all functions, which lets out everything and in nothing */
  readonly securityGroups?: readonly ISecurityGroup[];

  /**
   * Whether the endpoints of the VPC are made here: gateways to S3 and DynamoDB, which are free, and interfaces to the other
   * services that functions call, about 7 dollars a month each and availability zone.
   *
   * @default 'expect': they are there, or there is a NAT
   */
  readonly vpcEndpoints?: 'make' | 'expect';

  /**
   * What replays may do beside: statements for the roles of the functions that call models, e.g. to assume a role or to sign
   * requests for a gateway of yours.
   *
   * @default none
   */
  readonly replayStatements?: readonly PolicyStatement[];

  /**
   * Ids of endpoints that get an alarm of their own, with `alarms: 'each'`.
   *
   * @default none; `cdk.json` names those of the project file
   */
  readonly endpoints?: readonly string[];

  /**
   * Where outputs, goldens and the project are kept. A bucket that is given keeps its own policy and lifecycle.
   *
   * @default a new bucket: TLS only, no public access, encrypted
   */
  readonly bucket?: IBucket;

  /**
   * Encrypts the table, and the bucket and the topic where they are new. The logs, which hold ids and numbers only, have
   * `logKey`. The policy of a key that is imported must let `cloudwatch.amazonaws.com` use
   * `kms:Decrypt` and `kms:GenerateDataKey*`, or no alarm reaches the topic.
   *
   * @default keys that AWS owns
   */
  readonly encryptionKey?: IKey;

  /**
   * How long outputs are kept, whole days, 1 to 3650, in a bucket that is made here. Verdicts stay, with the examples of an
   * explanation, and so do goldens; docs/deploy.md says what is kept where.
   *
   * @default for ever
   */
  readonly retention?: Duration;

  /**
   * Whether a Glue database is made with tables for Athena over outputs and history, which lie in the bucket in any case.
   *
   * @default false
   */
  readonly sqlTables?: boolean;

  /**
   * Whether there is an HTTP API that reads what is known: a function URL behind IAM. Nobody may ask before `grantApi`.
   *
   * @default false; `pinwatch serve --stack` needs none
   */
  readonly api?: boolean;

  /**
   * What becomes of the bucket and the table when they leave the stack. With `DESTROY` the bucket must be empty by then.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Who is told of incidents, and of trouble with the monitor itself. The policy of a topic that is given, and of its key,
   * must let the alarms of the account in.
   *
   * @default a new topic
   */
  readonly alarmTopic?: ITopic;

  /**
   * What the project's `alerts` need, made outside the stack: a JSON object with addresses of webhooks, routing keys and
   * shared secrets, each under the name of the environment variable that the project names, e.g. `SLACK_WEBHOOK_URL`.
   *
   * @default none; the topic and EventBridge are told in any case
   */
  readonly webhookSecret?: ISecret;

  /**
   * Endpoints that are replayed at once, 1 to 1000.
   *
   * @default 50
   */
  readonly concurrency?: number;

  /**
   * Memory of each function in MiB, 256 to 10240. The one that judges has 1024 at least. Where answers are long and many are
   * under way at once, a replay wants more.
   *
   * @default 256
   */
  readonly memory?: number;

  /**
   * How long the logs of the functions and of the workflow are kept. They hold ids and numbers, no prompts and no answers.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;

  /**
   * Encrypts the logs. The policy of a key that is imported must let `logs.REGION.amazonaws.com` use it, or the deployment fails.
   *
   * @default keys that AWS owns
   */
  readonly logKey?: IKey;

  /**
   * Tokens, input and output together, that all endpoints may use in a calendar month (UTC), at least 1. A run that would
   * go over it is not begun, and one that uses far more than was set aside for it is cut short. As with `budget.month` of the
   * project, of which the smaller holds, runs in the last quarter of a month have half of their draws where it would not last, and
   * thresholds count that: a quarter higher, twice as high with confirming runs.
   *
   * @default unlimited
   */
  readonly monthlyTokens?: number;

  /**
   * The same in money, 0.01 to 1,000,000,000, in the currency of the project's prices: every endpoint must state its
   * `price` then. What AWS itself costs is not in it.
   *
   * @default unlimited
   */
  readonly monthlyCost?: number;

  /**
   * Share of draws that may fail within a period before somebody is told, in percent, more than 0 to 100.
   *
   * @default 20
   */
  readonly failedDrawsPercent?: number;

  /**
   * What CloudWatch is to say of the monitor, beside the messages about models, which never depend on it.
   *
   * - `one`: a single metric and alarm for everything: drift that is not over, ticks or judges that fail, draws that fail, a
   *   budget that is used up, messages that do not get through, silence.
   * - `each`: an alarm for each of these and for each of `endpoints`, on metrics of their own; other `metric…()` methods and
   *   the dashboard need it. CloudWatch then costs more than everything else.
   * - `none`: no metric and no alarm. Nobody is told when the monitor itself stops; `status --stack` says so to who asks.
   *
   * @default 'one'
   */
  readonly alarms?: 'none' | 'one' | 'each';

  /**
   * Whether a CloudWatch dashboard is made, which needs `alarms: 'each'`.
   *
   * @default false
   */
  readonly dashboard?: boolean;

  /**
   * Where alarms say what to do: a page with one heading for each alarm, as in `docs/runbook.md`.
   *
   * @default the command that writes the article, e.g. `pinwatch runbook drift-detected`
   */
  readonly runbookUrl?: string;
}
