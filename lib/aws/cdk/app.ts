import { App } from 'aws-cdk-lib';
import { ConfigError } from '../../domain/errors.ts';
import { makeStack } from './make-stack.ts';

// The app of `cdk.json`: one stack with one monitor. Account and region are those of the credentials at deployment.
try {
  const app = new App();
  makeStack(app, process.env);
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  const count = error.problems.length === 1 ? '1 problem' : `${error.problems.length} problems`;
  console.error(`${count}, nothing was synthesized`);
  for (const { where, what } of error.problems) console.error(`  ${where}  ${what}`);
  process.exit(1); // now: CDK would synthesize what there is of the app when the process ends
}
