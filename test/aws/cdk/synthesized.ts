import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readContext } from '../../../lib/aws/cdk/context.ts';
import { DriftMonitor } from '../../../lib/aws/cdk/drift-monitor.ts';
import type { DriftMonitorProps } from '../../../lib/aws/cdk/drift-monitor-props.ts';
import { MonitorStack } from '../../../lib/aws/cdk/monitor-stack.ts';

/** Context of `cdk.json`: the feature flags. */
const { context: flags } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};

/** An app as `cdk.json` makes it, with more context. */
export function appWith(context: Readonly<Record<string, unknown>> = {}, endpoints: readonly string[] = []) {
  const app = new App({ context: { ...flags, ...context } });
  const { context: read } = readContext(app.node.getAllContext(), {});
  const stack = new MonitorStack(app, read.stack, { context: read, endpoints });
  return { app, stack, monitor: stack.monitor };
}

/** A construct in a stack of somebody else's. */
export function monitorIn(props: (stack: Stack) => DriftMonitorProps = () => ({})) {
  const app = new App({ context: flags });
  const stack = new Stack(app, 'Theirs');
  const monitor = new DriftMonitor(stack, 'Pinwatch', props(stack));
  return { app, stack, monitor, template: () => Template.fromStack(stack) };
}

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
