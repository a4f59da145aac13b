import { App } from 'aws-cdk-lib';
import { ConfigError } from '../domain/errors.ts';
import { endpointsIn, readContext } from './context.ts';
import { MonitorStack } from './monitor-stack.ts';

// The app of `cdk.json`: one stack with one monitor. Account and region are those of the credentials at deployment.
try {
  const app = new App();
  const context = readContext(app.node.getAllContext(), process.env);
  const endpoints = endpointsIn(context).map(({ id }) => id);
  new MonitorStack(app, context.stack, { context, endpoints });
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  const count = error.problems.length === 1 ? '1 problem' : `${error.problems.length} problems`;
  console.error(`${count}, nothing was synthesized`);
  for (const { where, what } of error.problems) console.error(`  ${where}  ${what}`);
  process.exit(1); // now: CDK would synthesize what there is of the app when the process ends
}
