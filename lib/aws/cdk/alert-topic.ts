import { Annotations, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** A new topic, below `scope`, which the alarms of the account may publish to. */
export function alertTopic(scope: Construct, encryptionKey: IKey | undefined): ITopic {
  const topic = new Topic(scope, 'Topic', {
    enforceSSL: true,
    ...(encryptionKey === undefined ? {} : { masterKey: encryptionKey }),
  });
  // A topic with a policy of its own no longer lets the account's alarms in.
  const alarms = new ServicePrincipal('cloudwatch.amazonaws.com');
  const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } };
  topic.addToResourcePolicy(
    new PolicyStatement({ actions: ['sns:Publish'], principals: [alarms], resources: [topic.topicArn], conditions }),
  );
  if (encryptionKey !== undefined) letAlarmsUse(scope, encryptionKey, alarms);
  return topic as ITopic;
}

/** Alarms that may not use the key of their topic vanish without a word. */
function letAlarmsUse(scope: Construct, key: IKey, alarms: ServicePrincipal): void {
  const actions = ['kms:Decrypt', 'kms:GenerateDataKey*'];
  const statement = new PolicyStatement({ actions, principals: [alarms], resources: ['*'] });
  if (key.addToResourcePolicy(statement).statementAdded) return;
  const what = `the policy of the encryption key must let ${alarms.service} use ${actions.join(' and ')}`;
  Annotations.of(scope).addWarningV2('pinwatch:encryptionKey', `${what}, or no alarm reaches the topic`);
}
