import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { isAllowed } from '../../helpers/iam/policy.ts';
import { roleOf, statementsOfRole, type TemplateJson } from '../../helpers/iam/template-roles.ts';
import { appWith, defaultTemplate, monitorIn } from './synthesized.ts';

const { app: _app, stack, monitor } = appWith({ 'pinwatch:api': 'true' });
monitor.grantApi(new Role(stack, 'Person', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }));
const template = Template.fromStack(stack);
const json = template.toJSON() as TemplateJson;
const idOf = (pattern: RegExp) => Object.keys(json.Resources).find((id) => pattern.test(id)) ?? '';
const functionId = idOf(/^MonitorApiHandlerFunction[0-9A-F]{8}$/);

describe('the HTTP API of a deployed monitor', () => {
  it('is not there unless it is wanted', () => {
    defaultTemplate().resourceCountIs('AWS::Lambda::Url', 0);
    expect(() =>
      monitorIn().monitor.grantApi(new Role(new Stack(), 'R', { assumedBy: new ServicePrincipal('x') })),
    ).toThrow('expected the prop api');
  });

  it('answers signed requests only, of those who were granted it, and of nobody else', () => {
    template.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'AWS_IAM' });
    template.resourceCountIs('AWS::Lambda::Url', 1);
    // A resource policy could let in everybody: there is none.
    const open = Object.values(template.findResources('AWS::Lambda::Permission')).filter(({ Properties }) =>
      JSON.stringify(Properties.FunctionName).includes(functionId),
    );
    expect(open).toEqual([]);
    const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) =>
      id.startsWith('Person'),
    );
    const granted = policies.flatMap(
      ([, { Properties }]) => Properties.PolicyDocument.Statement as { Action: string }[],
    );
    expect(granted.map(({ Action }) => Action).sort()).toEqual(['lambda:InvokeFunction', 'lambda:InvokeFunctionUrl']);
    expect(JSON.stringify(template.toJSON().Outputs)).toContain('PinwatchApi');
  });

  it('can read and do nothing else, with a role of its own', () => {
    const statements = statementsOfRole(json, roleOf(json, functionId));
    const actions = [...new Set(statements.flatMap((statement) => statement.actions))].sort();
    expect(actions.filter((action) => !action.startsWith('logs:'))).toEqual([
      'dynamodb:GetItem',
      'dynamodb:Query',
      's3:GetObject',
      's3:ListBucket',
    ]);
    expect(isAllowed(statements, { action: 's3:PutObject', resource: 'arn:aws:s3:::x/samples/a' })).toBe(false);
    const roles = Object.keys(template.findResources('AWS::IAM::Role')).filter((id) => id.startsWith('MonitorApi'));
    expect(roles).toHaveLength(1);
  });
});
