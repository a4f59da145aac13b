import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { gatherReport } from '../history/gather-report.ts';
import type { ProjectRuntime } from '../project/project-runtime.ts';
import type { ReportModel } from '../report/model/report-model.ts';

/** What the views show of an endpoint: its whole history, or so many of the newest runs. */
export function modelOf(
  endpoint: Endpoint,
  { project, stores, clock, notices }: ProjectRuntime,
  options: { readonly last?: number } = {},
): Promise<ReportModel> {
  return gatherReport(endpoint, project, { stores, clock, notices }, options);
}
