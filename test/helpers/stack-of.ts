import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';

/** Makes a stack, at an AWS double, whose outputs are what those of a deployed monitor say. */
export async function stackOf(
  endpoint: string,
  outputs: { readonly [key: string]: string },
  name = 'Watch',
): Promise<void> {
  const client = new CloudFormationClient({ endpoint });
  const template = {
    Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
    Outputs: Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, { Value: value }])),
  };
  await client.send(new CreateStackCommand({ StackName: name, TemplateBody: JSON.stringify(template) }));
  client.destroy();
}
