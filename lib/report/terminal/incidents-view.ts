import { goldenName } from '../../domain/golden/golden-key.ts';
import type { Explanation } from '../../domain/verdict/explanation.ts';
import { type Incident, isActive } from '../../domain/verdict/incident.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { effectOf, endWords } from '../alert/alert-words.ts';
import { percentWithInterval } from '../words/format.ts';
import { printable } from '../words/printable.ts';
import { utcTime } from '../words/time.ts';
import { divergenceLines } from './divergence-lines.ts';
import { findingLines } from './finding-lines.ts';
import { labelLines } from './labelled-lines.ts';
import { type Line, plain, type Segment, style } from './styled-text.ts';
import { fittingTable } from './text-table.ts';

/** An incident with what is known of its change. */
export interface IncidentView {
  readonly incident: Incident;
  readonly alarm?: Judgement;
  readonly explanation?: Explanation;
}

/** Incidents as a table, the ones opened last first. */
export function incidentLines(incidents: readonly IncidentView[], width = Number.POSITIVE_INFINITY): Line[] {
  const heads = ['OPENED', 'ENDPOINT', 'STATUS', 'CHANGED SINCE', 'EFFECT', 'GOLDENS', 'INCIDENT'];
  const rows = incidents.map(({ incident, explanation }): Segment[] => [
    plain(utcTime(incident.openedAt)),
    style('strong', incident.endpoint),
    style(isActive(incident) ? 'alarm' : 'good', incident.status),
    plain(explanation === undefined ? '' : utcTime(explanation.since.at)),
    plain(explanation?.effect === undefined ? '' : percentWithInterval(explanation.effect)),
    plain(goldensOf(explanation)),
    style('quiet', printable(incident.id)),
  ]);
  return fittingTable(
    heads.map((head) => (head === 'GOLDENS' ? { head, most: 40 } : { head })),
    rows,
    width,
    ['GOLDENS', 'EFFECT', 'CHANGED SINCE'],
  );
}

function goldensOf(explanation: Explanation | undefined): string {
  const moved = (explanation?.goldens ?? []).filter(({ significant }) => significant);
  return [...new Set(moved.map(({ golden }) => printable(goldenName(golden))))].join(', ');
}

/** One incident in full: what is known of the change, who decided what. Holds customer data. */
export function incidentInFull(
  { incident, alarm, explanation }: IncidentView,
  falseAlarmsPerYear: number,
  width: number,
): Line[] {
  const verdict = alarm?.verdict;
  const alarms = verdict?.kind === 'drift-detected' ? verdict.alarms : [];
  const { status, openedAt, openedByRun, lastRun, by, why, acknowledged } = incident;
  const decided = by === undefined ? '' : `${status} by ${by}${why === undefined ? '' : `: ${why}`}`;
  const seen = acknowledged === undefined ? '' : `${acknowledged.by}, ${utcTime(acknowledged.at)}: ${acknowledged.why}`;
  return [
    [style('strong', printable(incident.id))],
    [],
    ...labelLines('Endpoint', incident.endpoint, width),
    ...labelLines(
      'Status',
      isActive(incident)
        ? `${status}: what is served is still not like the baseline`
        : `${status}: ${endWords(incident)}`,
      width,
      3,
    ),
    ...labelLines('Opened', `${utcTime(openedAt)}, run ${openedByRun}`, width),
    ...labelLines('Shown last', `run ${lastRun}`, width),
    ...labelLines('Seen by', seen, width, 4),
    ...labelLines('Decision', decided, width, 4),
    ...findingLines(
      {
        explanation,
        effect: verdict === undefined ? explanation?.effect : effectOf(verdict, explanation),
        alarms,
        channels: alarm?.evidence.channels ?? [],
        facts: alarm?.evidence.facts ?? [],
        everyFact: true,
        falseAlarmsPerYear,
      },
      width,
    ),
    ...(explanation?.examples ?? []).slice(0, 3).flatMap((example): Line[] => [[], ...divergenceLines(example, width)]),
  ];
}
