import { ownerOfCanary } from '../../domain/endpoint/with-canaries.ts';
import { mostConfirming } from '../../domain/project/run-schedule.ts';
import type { Incident } from '../../domain/verdict/incident.ts';
import type { ReportModel } from '../model/report-model.ts';
import { plural } from './format.ts';

/** What an alarm of a stream of sharp goldens means; nothing for any other endpoint. */
export function canaryMeans(endpoint: string): string {
  const owner = ownerOfCanary(endpoint);
  return owner === undefined ? '' : `the model changed; whether your answers did is being looked at (${owner})`;
}

/** What the goldens of an endpoint say since its canary raised an alarm. */
export function canaryFinding({ openedAt }: Pick<Incident, 'openedAt'>, of: ReportModel | undefined): string {
  const looking = 'the model changed; whether your answers did is being looked at';
  if (of === undefined) return looking;
  if (of.state.kind === 'drift') return `the model changed, and so did the answers of ${of.endpoint.id}`;
  const judged = of.runs.filter(
    ({ at, judgement }) => Date.parse(at) > Date.parse(openedAt) && judgement?.verdict.kind === 'no-drift-detected',
  ).length;
  if (judged === 0) return looking;
  const runs = plural(judged, 'run');
  if (judged < mostConfirming || of.state.kind === 'suspected')
    return `${looking}: ${runs} of ${of.endpoint.id} so far, no alarm`;
  return `the model changed; ${runs} of ${of.endpoint.id} since show no drift of your answers, which a small one would take longer to show`;
}

/** That sharp goldens show no more what they were chosen for. */
export function bluntWords(blunt: readonly string[]): string {
  const named = blunt.slice(0, 3).join(', ');
  const rest = blunt.length > 3 ? ` and ${blunt.length - 3} more` : '';
  return `${plural(blunt.length, 'sharp golden')} no longer undecided (${named}${rest}), draw anew`;
}
