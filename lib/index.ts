export { DriftMonitor } from './aws/cdk/drift-monitor.ts';
export type { DriftMonitorProps } from './aws/cdk/drift-monitor-props.ts';
export { Endpoint } from './domain/endpoint/endpoint.ts';
export {
  BusyError,
  CallError,
  ConfigError,
  MonitorError,
  type Problem,
  SampleError,
  StoreError,
  UndeliveredError,
} from './domain/errors.ts';
export { GoldenFile } from './domain/golden/golden-file.ts';
export type { GoldenRequest } from './domain/golden/golden-request.ts';
export { ProjectFile } from './domain/project/project.ts';
export type { RunPlan, RunRecord } from './domain/run/run.ts';
export type { Sample } from './domain/run/sample.ts';
export type { Alert } from './domain/verdict/alert.ts';
export type { Epoch } from './domain/verdict/epoch.ts';
export type { RunEvidence } from './domain/verdict/evidence.ts';
export type { Explanation } from './domain/verdict/explanation.ts';
export type { Incident } from './domain/verdict/incident.ts';
export type { Judgement } from './domain/verdict/judgement.ts';
export type { Verdict, VerdictKind } from './domain/verdict/verdict.ts';
