import type { EvidencePoint } from '../../api/answers/run-answers.ts';
import type { Action } from '../../domain/verdict/action.ts';
import type { Condition } from '../../domain/verdict/condition.ts';
import type { Epoch } from '../../domain/verdict/epoch.ts';
import type { Explanation } from '../../domain/verdict/explanation.ts';
import type { Incident } from '../../domain/verdict/incident.ts';
import { silences } from '../../domain/verdict/silences.ts';
import { utcClock, utcDate } from '../../report/words/time.ts';
import { axis, colours, plotFont, type uPlot } from '../parts/plot.tsx';

/** What happened beside the runs. */
export interface Marks {
  readonly epochs: readonly Epoch[];
  readonly incidents: readonly Incident[];
  readonly conditions: readonly Condition[];
  /** What people did, newest first. */
  readonly actions: readonly Action[];
  readonly since?: Explanation['since'] | undefined;
}

export interface TimelineEvents {
  readonly onPoint: (index: number | null) => void;
  /** Hears of each plot when it is drawn for the first time. */
  readonly onReady: (plot: uPlot) => void;
  /** Seconds. */
  readonly onZoom: (low: number, high: number) => void;
}

const seconds = (at: string) => Date.parse(at) / 1000;

/** How a timeline is drawn: evidence against the threshold, over what happened. */
export function timelineOptions(
  points: readonly EvidencePoint[],
  marks: Marks,
  { onPoint, onReady, onZoom }: TimelineEvents,
): Omit<uPlot.Options, 'width' | 'height'> {
  const { s0, alarm, warning, muted } = colours();
  const top = Math.max(1.2, ...points.map(({ logRatio }) => Math.min(9, (logRatio ?? 0) / Math.LN10) + 0.4));
  const bottom = Math.min(-2, ...points.map(({ logRatio }) => Math.max(-6, (logRatio ?? 0) / Math.LN10) - 0.3));
  const dots = points.length < 120;
  return {
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false, setScale: false }, points: { size: 8 } },
    scales: { x: { time: true }, y: { range: () => [bottom, top] }, edge: { range: () => [-0.03, 1] } },
    axes: [
      axis({ values: timeLabels, space: 90 }),
      axis({ size: 64, values: (_, splits) => splits.map(thresholdLabel), splits: wholeDecades }),
    ],
    series: [
      {},
      { stroke: s0, width: 1.75, points: { show: dots, size: 4, fill: s0 } },
      { stroke: alarm, width: 0, paths: () => null, points: { show: true, size: 8, fill: alarm, stroke: alarm } },
      { stroke: warning, width: 0, paths: () => null, points: { show: true, size: 6, fill: warning, stroke: warning } },
      // Learned runs have no evidence: they stand at the lower edge, so that one sees that they were made.
      {
        scale: 'edge',
        stroke: muted,
        width: 0,
        paths: () => null,
        points: { show: true, size: 5, fill: muted, stroke: muted },
      },
    ],
    hooks: {
      // Over the grid, which would hide the dashes of the threshold, and under the runs.
      drawAxes: [(plot) => drawBackdrop(plot, points, marks)],
      ready: [onReady],
      // A plot that is not ready has a cursor nowhere, which nobody moved there.
      setCursor: [({ cursor, status }) => status === 1 && onPoint(cursor.idx ?? null)],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 6) return;
          onZoom(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
        },
      ],
    },
  };
}

function drawBackdrop(
  plot: uPlot,
  points: readonly EvidencePoint[],
  { epochs, incidents, conditions, actions, since }: Marks,
): void {
  const { ctx, bbox } = plot;
  const { alarm, warning, learn, ink, muted, paper, s1 } = colours();
  const { min = 0, max = 0 } = plot.scales.x ?? {};
  const x = (at: number) => plot.valToPos(Math.min(max ?? at, Math.max(min ?? at, at)), 'x', true);
  const isSeen = (from: number, to: number) => to >= (min ?? from) && from <= (max ?? to);
  const band = (from: number, to: number, colour: string, alpha: number) => {
    if (!isSeen(from, to)) return;
    ctx.globalAlpha = alpha;
    ctx.fillStyle = colour;
    ctx.fillRect(x(from), bbox.top, Math.max(2, x(to) - x(from)), bbox.height);
    ctx.globalAlpha = 1;
  };
  const line = (at: number, colour: string, dash: readonly number[], label: string) => {
    if (!isSeen(at, at)) return;
    ctx.strokeStyle = colour;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash(dash.map((length) => length * devicePixelRatio));
    ctx.beginPath();
    ctx.moveTo(x(at), bbox.top);
    ctx.lineTo(x(at), bbox.top + bbox.height);
    ctx.stroke();
    ctx.setLineDash([]);
    const isRight = x(at) > bbox.left + bbox.width * 0.8;
    text(
      label,
      x(at) + (isRight ? -5 : 5) * devicePixelRatio,
      bbox.top + 14 * devicePixelRatio,
      colour,
      isRight ? 'right' : 'left',
    );
  };
  const text = (label: string, left: number, top: number, colour: string, align: CanvasTextAlign) => {
    ctx.font = scaled(plotFont);
    ctx.textAlign = align;
    ctx.lineWidth = 4 * devicePixelRatio;
    ctx.strokeStyle = paper;
    ctx.strokeText(label, left, top);
    ctx.fillStyle = colour;
    ctx.fillText(label, left, top);
  };
  ctx.save();
  for (const [from, to] of learnedSpans(points)) band(from, to, learn, 0.45);
  const now = Date.now() / 1000;
  for (const one of conditions)
    band(seconds(one.since), one.resolvedAt === undefined ? now : seconds(one.resolvedAt), warning, 0.16);
  for (const one of incidents)
    band(seconds(one.openedAt), one.resolvedAt === undefined ? now : seconds(one.resolvedAt), alarm, 0.11);
  for (const one of epochs.slice(1)) line(seconds(one.startedAt), muted, [], `epoch ${one.returnsTo ?? one.number}`);
  for (const silence of silences(actions.toReversed())) {
    const [from, to] = [seconds(silence.from), seconds(silence.until)];
    if (!isSeen(from, to)) continue;
    ctx.fillStyle = s1;
    ctx.fillRect(
      x(from),
      bbox.top + bbox.height - 6 * devicePixelRatio,
      Math.max(2, x(to) - x(from)),
      6 * devicePixelRatio,
    );
  }
  for (const action of actions)
    if (action.kind === 'marked') line(seconds(action.happenedAt), s1, [4, 3], cutShort(action.why));
  const zero = plot.valToPos(0, 'y', true);
  ctx.strokeStyle = alarm;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash([7 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, zero);
  ctx.lineTo(bbox.left + bbox.width, zero);
  ctx.stroke();
  ctx.setLineDash([]);
  text('alarm threshold', bbox.left + 6 * devicePixelRatio, zero - 9 * devicePixelRatio, alarm, 'left');
  if (since !== undefined) line(seconds(since.at), ink, [2, 3], 'change began');
  ctx.restore();
}

function cutShort(text: string): string {
  return text.length > 28 ? `${text.slice(0, 27)}…` : text;
}

/** Runs that were only learned, as spans of time. */
function learnedSpans(points: readonly EvidencePoint[]): [number, number][] {
  const spans: [number, number][] = [];
  points.forEach((point, i) => {
    if (!point.learning) return;
    const last = spans.at(-1);
    const at = seconds(point.at);
    if (last !== undefined && points[i - 1]?.learning === true) last[1] = at;
    else spans.push([at, at]);
  });
  return spans;
}

function scaled(font: string): string {
  return font.replace(/^\d+/, (size) => String(Number(size) * devicePixelRatio));
}

/** `1/100`, `1/10`, `1×`, `10×`: multiples of the threshold. */
function thresholdLabel(decades: number): string {
  if (decades === 0) return '1 ×';
  if (Math.abs(decades) > 4) return decades > 0 ? `10^${decades} ×` : `10^${decades}`;
  return decades > 0 ? `${(10 ** decades).toLocaleString('en-US')} ×` : `1/${(10 ** -decades).toLocaleString('en-US')}`;
}

function wholeDecades(_plot: uPlot, _axis: number, low: number, high: number): number[] {
  const step = Math.max(1, Math.ceil((high - low) / 8));
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: Math.floor((high - first) / step) + 1 }, (_, i) => first + i * step);
}

/** Times of an axis in UTC: the day where it changes, else the time of day. */
function timeLabels(_plot: uPlot, splits: number[]): string[] {
  const step = (splits[1] ?? 0) - (splits[0] ?? 0);
  return splits.map((at, i) => {
    const day = utcDate(at * 1000).slice(0, -5);
    const before = splits[i - 1];
    const isNewDay = before === undefined || utcDate(before * 1000) !== utcDate(at * 1000);
    return step >= 86_400 ? day : isNewDay ? `${day}\n${utcClock(at * 1000)}` : utcClock(at * 1000);
  });
}
