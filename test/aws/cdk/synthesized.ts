import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll } from 'vitest';
import { readContext } from '../../../lib/aws/cdk/context.ts';
import { DriftMonitor } from '../../../lib/aws/cdk/drift-monitor.ts';
import type { DriftMonitorProps } from '../../../lib/aws/cdk/drift-monitor-props.ts';
import { MonitorStack } from '../../../lib/aws/cdk/monitor-stack.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** Context of `cdk.json`: the feature flags. */
const { context: flags } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};

/** What apps write goes with the test file. */
const assemblies = temporaryFolder();
afterAll(() => assemblies.remove());

/** An app with the feature flags, which copies no bundles. */
export function emptyApp(context: Readonly<Record<string, unknown>> = {}): App {
  const outdir = mkdtempSync(join(assemblies.path, 'app-'));
  return new App({ outdir, context: { ...flags, 'aws:cdk:disable-asset-staging': true, ...context } });
}

/** An app as `cdk.json` makes it, with more context. */
export function appWith(context: Readonly<Record<string, unknown>> = {}, endpoints: readonly string[] = []) {
  const app = emptyApp(context);
  const { context: read } = readContext(app.node.getAllContext(), {});
  const stack = new MonitorStack(app, read.stack, { context: read, endpoints });
  return { app, stack, monitor: stack.monitor };
}

/** A construct in a stack of somebody else's. */
export function monitorIn(props: (stack: Stack) => DriftMonitorProps = () => ({})) {
  const app = emptyApp();
  const stack = new Stack(app, 'Theirs');
  const monitor = new DriftMonitor(stack, 'Pinwatch', props(stack));
  return { app, stack, monitor, template: () => Template.fromStack(stack) };
}

/** The template of a construct without any props, synthesized once: tests that read nothing else share it. */
export function defaultTemplate(): Template {
  known ??= monitorIn().template();
  return known;
}
let known: Template | undefined;

/** Every statement of every policy of a function's role, by the handler's name. */
export function statementsOf(template: Template, handler: string): Statement[] {
  return Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([id]) => id.includes(`Steps${handler}`))
    .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement as Statement[]);
}

export interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Effect: string;
}

export const actionsOf = (statements: readonly Statement[]) => statements.flatMap(({ Action }) => Action).sort();

/** Everything that the app can make. */
export const everything = {
  'pinwatch:providerSecret': 'llm/keys',
  'pinwatch:webhookSecret': 'llm/hooks',
  'pinwatch:bedrockModels': 'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0',
  'pinwatch:alarms': 'each',
  'pinwatch:dashboard': 'true',
  'pinwatch:retention': '365d',
  'pinwatch:sqlTables': 'true',
  'pinwatch:monthlyTokens': '1000000',
  'pinwatch:monthlyCost': '250.50',
};
