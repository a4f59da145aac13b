export { DriftMonitor } from './aws/cdk/drift-monitor.ts';
export type { DriftMonitorProps } from './aws/cdk/drift-monitor-props.ts';
export type { Alert } from './domain/alert.ts';
export { Endpoint } from './domain/endpoint.ts';
export type { Epoch } from './domain/epoch.ts';
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
export type { RunEvidence } from './domain/evidence.ts';
export type { Explanation } from './domain/explanation.ts';
export { GoldenFile, type GoldenRequest } from './domain/golden-request.ts';
export type { Incident } from './domain/incident.ts';
export type { Judgement } from './domain/judgement.ts';
export { ProjectFile } from './domain/project.ts';
export type { RunPlan, RunRecord } from './domain/run.ts';
export type { Sample } from './domain/sample.ts';
export type { Verdict, VerdictKind } from './domain/verdict.ts';
