import type * as z from 'zod';
import { formatPath, inputOf, kindOf, wantedBy } from '../domain/explain-issue.ts';
import type { Imported } from './imported.ts';

/** What a schema finds wrong with a record, in words and without quoting it; what came is told where issues have it. */
export function issuesIn({ issues }: z.ZodError): Imported[] {
  return issues.map((issue) => ({ path: formatPath(issue.path), wrong: explain(issue) }));
}

function explain(issue: z.core.$ZodIssue): string {
  const wanted = `expected ${wantedBy(issue)}`;
  if (issue.code === 'custom' || /^expected\b/.test(issue.message)) return wanted;
  return `${wanted}, got ${kindOf(inputOf(issue))}`;
}
