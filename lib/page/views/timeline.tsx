import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type * as z from 'zod';
import type { ActionList } from '../../api/answers/action-answers.ts';
import type { EndpointDetail } from '../../api/answers/endpoint-answers.ts';
import type { ConditionPage, IncidentPage } from '../../api/answers/incident-answers.ts';
import type { EvidencePage, EvidencePoint } from '../../api/answers/run-answers.ts';
import { multiple, plural } from '../../report/words/format.ts';
import { useApi, usePages, useStable } from '../client.ts';
import { links } from '../links.ts';
import { Card, Empty, Time, Waiting } from '../parts/basics.tsx';
import { Plot, type uPlot } from '../parts/plot.tsx';
import { ActionLines } from './action-lines.tsx';
import { ChangeSummary } from './change.tsx';
import { DidItChange } from './did-it-change.tsx';
import { type Marks, timelineOptions } from './timeline-plot.ts';

/** Points of a page, and pages of a picture. */
const [pagePoints, mostPages] = [500, 12];

const spans = [
  ['1 day', 1],
  ['1 week', 7],
  ['30 days', 30],
  ['1 year', 365],
] as const;

/** Evidence over time, with what happened beside it; zoomed by dragging, by buttons and by the address. */
export function Timeline({ detail }: { readonly detail: EndpointDetail }) {
  const { query, path, route } = useLocation();
  const { from, to } = query;
  const range = `${from === undefined ? '' : `&from=${encodeURIComponent(from)}`}${to === undefined ? '' : `&to=${encodeURIComponent(to)}`}`;
  const id = encodeURIComponent(detail.id);
  const isZoomed = from !== undefined || to !== undefined;
  const { pages, done, error } = usePages<z.infer<typeof EvidencePage>>(
    `/endpoints/${id}/evidence?limit=${pagePoints}${range}`,
    isZoomed ? mostPages : 1,
  );
  const incidents = useApi<z.infer<typeof IncidentPage>>(`/incidents?endpoint=${id}&limit=200`);
  const conditions = useApi<z.infer<typeof ConditionPage>>(`/endpoints/${id}/conditions?limit=200`);
  const actions = useApi<z.infer<typeof ActionList>>(`/endpoints/${id}/actions`);
  const points = useMemo(() => pages.flatMap((page) => page.points).reverse(), [pages]);
  const marks = useStable<Marks>({
    epochs: detail.epochs,
    incidents: incidents.data?.incidents.map(({ incident }) => incident) ?? [],
    conditions: conditions.data?.conditions.map(({ condition }) => condition) ?? [],
    actions: actions.data?.actions ?? [],
    since: detail.explanation?.since,
  });
  const zoom = (bounds?: { readonly from: string; readonly to?: string }) => {
    const search =
      bounds === undefined
        ? ''
        : `?from=${encodeURIComponent(bounds.from)}${bounds.to === undefined ? '' : `&to=${encodeURIComponent(bounds.to)}`}`;
    route(path + search, true);
  };
  const marked = marks.actions.filter(({ kind }) => kind === 'marked' || kind === 'silenced' || kind === 'unsilenced');
  const isCut = pages.length > 0 && pages.at(-1)?.next !== undefined && done;
  return (
    <>
      <Card id="timeline" title="Evidence over time">
        <fieldset class="toolbar" aria-label="Zoom">
          <button type="button" aria-pressed={!isZoomed} onClick={() => zoom()}>
            Newest {pagePoints} runs
          </button>
          {spans.map(([label, days]) => (
            <button type="button" key={label} onClick={() => zoom({ from: daysAgo(days) })}>
              {label}
            </button>
          ))}
          {points.length === 0 ? null : <span class="muted">Drag over the plot to zoom in.</span>}
        </fieldset>
        {points.length === 0 ? (
          done && error === undefined ? (
            <Empty>
              {isZoomed
                ? 'No run was judged in this time.'
                : 'No run has been judged yet. The first runs are learned as normal.'}
            </Empty>
          ) : (
            <Waiting error={error} what="the timeline" />
          )
        ) : (
          <EvidencePlot points={points} marks={marks} onZoom={zoom} />
        )}
        {isCut && isZoomed ? (
          <p class="muted">Only the newest {plural(points.length, 'run')} of this time are drawn.</p>
        ) : null}
        {points.length === 0 ? null : <Legend />}
      </Card>
      {marked.length === 0 ? null : (
        <Card id="marks" title="Marks and silences" note="What people noted beside the runs, newest first.">
          <ActionLines actions={marked} />
        </Card>
      )}
      <DidItChange endpoint={detail.id} />
      <ChangeSummary detail={detail} />
    </>
  );
}

interface EvidencePlotProps {
  readonly points: readonly EvidencePoint[];
  readonly marks: Marks;
  readonly onZoom: (bounds: { readonly from: string; readonly to: string }) => void;
}

function EvidencePlot({ points, marks, onZoom }: EvidencePlotProps) {
  const { route } = useLocation();
  // The run and not its place: more runs, and marks for which the plot is made anew, must not move what was chosen.
  const [chosen, choose] = useState<string | undefined>();
  const plot = useRef<uPlot | undefined>(undefined);
  const data = useMemo(() => dataOf(points), [points]);
  const zoom = useRef(onZoom);
  zoom.current = onZoom;
  const found = chosen === undefined ? -1 : points.findIndex(({ run }) => run === chosen);
  const here = useRef({ at: 0, isChosen: false });
  here.current = { at: found < 0 ? points.length - 1 : found, isChosen: found >= 0 };
  const shown = points[here.current.at];
  const options = useCallback(
    () =>
      timelineOptions(points, marks, {
        onPoint: (at) => choose(at === null ? undefined : points[at]?.run),
        onReady: (made) => {
          plot.current = made;
          if (here.current.isChosen) pointAt(made, here.current.at);
        },
        onZoom: (low, high) =>
          zoom.current({ from: new Date(low * 1000).toISOString(), to: new Date(high * 1000 + 1).toISOString() }),
      }),
    [points, marks],
  );
  const move = (to: number) => {
    const next = Math.min(points.length - 1, Math.max(0, to));
    choose(points[next]?.run);
    if (plot.current !== undefined) pointAt(plot.current, next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { at } = here.current;
    const to = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: points.length - 1,
      PageUp: at - 24,
      PageDown: at + 24,
    }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      move(to);
    } else if (event.key === 'Enter' && shown !== undefined) route(links.run(shown.run));
  };
  return (
    <>
      <div
        class="keyboard-plot"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move along the runs
        tabIndex={0}
        role="application"
        aria-label={`Evidence of ${plural(points.length, 'run')}. Arrow keys go from run to run, Enter opens one.`}
        onKeyDown={onKeyDown}
        onDblClick={() => shown !== undefined && route(links.run(shown.run))}
      >
        <Plot data={data} options={options} height={300} label="Evidence over time" />
      </div>
      <p class="readout" aria-live="polite">
        {shown === undefined ? null : (
          <>
            <a href={links.run(shown.run)}>
              <Time at={shown.at} />
            </a>
            : {pointWords(shown)}
          </>
        )}
      </p>
    </>
  );
}

/** Puts the cursor on a run, without telling anybody. */
function pointAt(plot: uPlot, index: number): void {
  plot.setCursor({ left: plot.valToPos(plot.data[0][index] ?? 0, 'x'), top: 10 }, false);
}

/** Drift that an earlier run alarmed for: nothing is decided by the evidence meanwhile, which would seem to contradict it. */
function isCarriedOn({ verdict, logRatio }: EvidencePoint): boolean {
  return verdict === 'drift-detected' && logRatio !== null && logRatio < 0;
}

function pointWords(point: EvidencePoint): string {
  const { verdict, learning, suspected, logRatio, counted, completed, planned, facts } = point;
  const said = learning
    ? 'learned'
    : verdict === 'drift-detected'
      ? isCarriedOn(point)
        ? 'drift goes on'
        : 'drift detected'
      : verdict === 'inconclusive'
        ? 'inconclusive'
        : suspected
          ? 'no drift detected; something suspected'
          : 'no drift detected';
  const evidence = logRatio === null || isCarriedOn(point) ? '' : `, evidence ${multiple(logRatio)} the threshold`;
  const lost = counted ? '' : ', not counted';
  return `${said}${evidence}; ${completed} of ${plural(planned, 'answer')}${lost}${facts > 0 ? `; ${plural(facts, 'new fact')}` : ''}`;
}

/** Evidence is drawn in powers of ten of the threshold, and no further than these. */
const [lowest, highest] = [-6, 9];

function dataOf(points: readonly EvidencePoint[]): uPlot.AlignedData {
  const decades = ({ logRatio }: EvidencePoint) =>
    logRatio === null ? null : Math.min(highest, Math.max(lowest, logRatio / Math.LN10));
  const when = (test: (point: EvidencePoint) => boolean, value: (point: EvidencePoint) => number | null) =>
    points.map((point) => (test(point) ? value(point) : null));
  return [
    points.map(({ at }) => Date.parse(at) / 1000),
    points.map((point) => (isCarriedOn(point) ? null : decades(point))),
    when(
      ({ verdict }) => verdict === 'drift-detected',
      (point) => (isCarriedOn(point) ? 0 : (decades(point) ?? 0)),
    ),
    when(
      ({ counted, learning }) => !counted && !learning,
      () => lowest + 0.4,
    ),
    when(
      ({ learning }) => learning,
      () => 0,
    ),
  ];
}

function Legend() {
  return (
    <ul class="legend">
      <li>
        <i class="key line" /> evidence of the channel closest to an alarm
      </li>
      <li>
        <i class="key threshold" /> threshold
      </li>
      <li>
        <i class="key drift" /> drift detected
      </li>
      <li>
        <i class="key learned" /> learned
      </li>
      <li>
        <i class="key incident" /> incident
      </li>
      <li>
        <i class="key condition" /> not watched
      </li>
      <li>
        <i class="key lost" /> too few answers
      </li>
      <li>
        <i class="key silenced" /> silenced
      </li>
    </ul>
  );
}

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}
