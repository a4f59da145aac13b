import type { Statement } from './policy.ts';
import { account, arnOf, region } from './requests.ts';

/** A synthesised template, as JSON. */
export interface TemplateJson {
  readonly Resources: { readonly [id: string]: TemplateResource };
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: { readonly [name: string]: unknown };
}

/**
 * Statements of the role of a function or state machine, with everything in them resolved to text. A resource of the template
 * goes by its logical id, as if that were its name; `physical` names those that were deployed.
 *
 * @throws at whatever is not understood: a policy that is passed over would make every test of permissions worthless.
 */
export function statementsOfRole(
  template: TemplateJson,
  roleId: string,
  physical: ReadonlyMap<string, string> = new Map(),
): Statement[] {
  const resolver = new Resolver(template, physical);
  const role = template.Resources[roleId];
  if (role?.Type !== 'AWS::IAM::Role') throw new Error(`${roleId} is no role`);
  const managed = (role.Properties?.ManagedPolicyArns ?? []) as unknown[];
  const inline = (role.Properties?.Policies ?? []) as { PolicyDocument: PolicyDocument }[];
  const attached = Object.values(template.Resources)
    .filter(({ Type, Properties }) => Type === 'AWS::IAM::Policy' && hasRole(Properties, roleId))
    .map(({ Properties }) => Properties as unknown as { PolicyDocument: PolicyDocument });
  return [
    ...managed.flatMap((arn) => managedStatements(resolver.text(arn))),
    ...[...inline, ...attached].flatMap(({ PolicyDocument: { Statement } }) =>
      Statement.map((statement) => resolver.statement(statement)),
    ),
  ];
}

/** Logical id of the role that a function or state machine assumes. */
export function roleOf(template: TemplateJson, id: string): string {
  const { Role: role, RoleArn: roleArn } = template.Resources[id]?.Properties ?? {};
  const [roleId] = ((role ?? roleArn) as { 'Fn::GetAtt'?: string[] } | undefined)?.['Fn::GetAtt'] ?? [];
  if (roleId === undefined) throw new Error(`${id} has no role of the template`);
  return roleId;
}

interface PolicyDocument {
  readonly Statement: readonly RawStatement[];
}

interface RawStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: unknown } };
}

/** What functions in a VPC get from AWS; everything in it is done by the platform. */
function managedStatements(arn: string): Statement[] {
  if (!arn.endsWith(':policy/service-role/AWSLambdaVPCAccessExecutionRole'))
    throw new Error(`the managed policy ${arn} is not understood`);
  const actions = ['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DeleteNetworkInterface'];
  return [{ effect: 'Allow', actions, resources: ['*'] }];
}

function hasRole(properties: TemplateResource['Properties'], roleId: string): boolean {
  const roles = (properties?.Roles ?? []) as { Ref?: string }[];
  return roles.some(({ Ref }) => Ref === roleId);
}

class Resolver {
  readonly #template: TemplateJson;
  readonly #physical: ReadonlyMap<string, string>;

  constructor(template: TemplateJson, physical: ReadonlyMap<string, string>) {
    this.#template = template;
    this.#physical = physical;
  }

  statement({ Effect, Action, Resource, Condition }: RawStatement): Statement {
    if (Effect !== 'Allow' && Effect !== 'Deny') throw new Error(`effect ${Effect}?`);
    const leadingKeys = this.#leadingKeys(Condition);
    return {
      effect: Effect,
      actions: [Action].flat(),
      resources: [Resource].flat().map((resource) => this.text(resource)),
      ...(leadingKeys === undefined ? {} : { leadingKeys }),
    };
  }

  #leadingKeys(condition: RawStatement['Condition']): string[] | undefined {
    if (condition === undefined) return undefined;
    const [[operator, test] = ['', {}], ...more] = Object.entries(condition);
    const [[key, values] = ['', undefined], ...others] = Object.entries(test);
    if (
      !/^ForAllValues:StringLike$/.test(operator) ||
      key !== 'dynamodb:LeadingKeys' ||
      more.length + others.length > 0
    )
      throw new Error(`the condition ${JSON.stringify(condition)} is not understood`);
    return [values].flat().map((value) => this.text(value));
  }

  /** A value of the template as the text that it is once deployed. */
  text(value: unknown): string {
    if (typeof value === 'string') return value;
    const [[intrinsic, argument] = ['', undefined], ...more] = Object.entries(value as object);
    if (more.length > 0) throw new Error(`${JSON.stringify(value)} is not understood`);
    switch (intrinsic) {
      case 'Ref':
        return this.#ref(String(argument));
      case 'Fn::GetAtt': {
        const [id = '', attribute = ''] = argument as string[];
        return this.#attribute(id, attribute);
      }
      case 'Fn::Join': {
        const [separator = '', parts = []] = argument as [string, unknown[]];
        return parts.map((part) => this.text(part)).join(separator);
      }
      case 'Fn::Select': {
        const [index = 0, list] = argument as [number, unknown];
        return this.#list(list)[Number(index)] ?? '';
      }
      default:
        throw new Error(`${intrinsic} is not understood`);
    }
  }

  #list(value: unknown): string[] {
    if (Array.isArray(value)) return value.map((one) => this.text(one));
    const split = (value as { 'Fn::Split'?: [string, unknown] })['Fn::Split'];
    if (split === undefined) throw new Error(`${JSON.stringify(value)} is no list`);
    return this.text(split[1]).split(split[0]);
  }

  #ref(id: string): string {
    const pseudo: { readonly [name: string]: string } = {
      'AWS::Partition': 'aws',
      'AWS::Region': region,
      'AWS::AccountId': account,
      'AWS::StackName': 'Pinwatch',
      'AWS::StackId': arnOf('cloudformation', 'stack/Pinwatch/*'),
      'AWS::URLSuffix': 'amazonaws.com',
    };
    if (pseudo[id] !== undefined) return pseudo[id];
    // A Ref of these types is an ARN already.
    if (['AWS::SNS::Topic', 'AWS::StepFunctions::StateMachine'].includes(this.#type(id)))
      return this.#attribute(id, 'Arn');
    return this.#name(id);
  }

  #attribute(id: string, attribute: string): string {
    const type = this.#type(id);
    if (attribute !== 'Arn' && attribute !== 'TopicArn') {
      if (attribute === 'Name') return this.#name(id);
      throw new Error(`${id}.${attribute} is not understood`);
    }
    const name = this.#name(id);
    if (name.startsWith('arn:')) return name;
    switch (type) {
      case 'AWS::S3::Bucket':
        return `arn:aws:s3:::${name}`;
      case 'AWS::DynamoDB::Table':
        return arnOf('dynamodb', `table/${name}`);
      case 'AWS::SNS::Topic':
        return arnOf('sns', name);
      case 'AWS::KMS::Key':
        return arnOf('kms', `key/${name}`);
      case 'AWS::Lambda::Function':
        return arnOf('lambda', `function:${name}`);
      case 'AWS::Logs::LogGroup':
        return arnOf('logs', `log-group:${name}:*`);
      case 'AWS::StepFunctions::StateMachine':
        return arnOf('states', `stateMachine:${name}`);
      case 'AWS::SQS::Queue':
        return arnOf('sqs', name);
      default:
        throw new Error(`the ARN of ${id} (${type}) is not understood`);
    }
  }

  #name(id: string): string {
    return this.#physical.get(id) ?? id;
  }

  #type(id: string): string {
    const resource = this.#template.Resources[id];
    if (resource === undefined) throw new Error(`${id} is nothing of the template`);
    return resource.Type;
  }
}
