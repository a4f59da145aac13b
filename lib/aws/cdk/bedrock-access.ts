import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { acknowledgeWildcards } from './acknowledge.ts';
import type { HandlerFunction } from './handler-function.ts';

/** What may be called of Bedrock, by ARNs. */
export interface BedrockAccess {
  /** Models, profiles, routers, projects of `bedrock-mantle`, prompts, and endpoints of the Marketplace. */
  readonly models: readonly string[];
  /** Without their versions. */
  readonly guardrails: readonly string[];
}

type Replay = HandlerFunction<'replay'>;

/** Exact actions on what was named; each kind of it has actions of its own. */
export function grantBedrock(step: Replay, { models: named, guardrails }: BedrockAccess): void {
  const ofKind = (mark: string) => named.filter((arn) => arn.includes(mark));
  const [projects, prompts, servers] = [ofKind(':bedrock-mantle:'), ofKind(':prompt/'), ofKind(':sagemaker:')];
  const models = named.filter((arn) => ![...projects, ...prompts, ...servers].includes(arn));
  allow(step, ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream', 'bedrock:CountTokens'], models);
  allow(step, ['bedrock-mantle:CreateInference'], projects);
  allow(step, ['bedrock:ApplyGuardrail'], guardrails);
  allow(step, ['bedrock:GetPrompt', 'bedrock:RenderPrompt'], prompts);
  if (servers.length > 0) grantServers(step, servers);
  if (models.length > 0) grantLists(step);
  allow(step, ['bedrock:GetInferenceProfile'], ofKind('inference-profile/'));
}

/** Endpoints of the Bedrock Marketplace are of SageMaker, which Bedrock calls in the name of whoever calls it. */
function grantServers(step: Replay, servers: readonly string[]): void {
  const marketplace = Stack.of(step).formatArn({
    service: 'bedrock',
    resource: 'marketplace',
    resourceName: 'model-endpoint/all-access',
  });
  allow(step, ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'], [marketplace]);
  const actions = ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'];
  const conditions = { StringEquals: { 'aws:CalledViaLast': 'bedrock.amazonaws.com' } };
  step.function.addToRolePolicy(new PolicyStatement({ actions, resources: [...servers], conditions }));
}

/** The lists say when a model retires. */
function grantLists(step: Replay): void {
  allow(step, ['bedrock:ListFoundationModels', 'bedrock:ListInferenceProfiles'], ['*']);
  const reason = 'Lists of models cannot be narrowed to a resource, and hold nothing that is private';
  acknowledgeWildcards(step, ['*'], reason);
}

function allow(step: Replay, actions: readonly string[], resources: readonly string[]): void {
  if (resources.length === 0) return;
  step.function.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
}
