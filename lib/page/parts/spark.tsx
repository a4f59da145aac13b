import { multiple, plural } from '../../report/words/format.ts';

interface Spark {
  readonly run: string;
  readonly at: string;
  readonly logRatio: number | null;
  readonly verdict?: string | undefined;
}

const [width, height, lowest, highest] = [220, 40, -4, 2];

/** Evidence of the newest runs against the threshold, small. */
export function Sparkline({ runs }: { readonly runs: readonly Spark[] }) {
  if (runs.length === 0) return <span class="muted">no runs yet</span>;
  const x = (i: number) => 3 + ((width - 6) * (i + 0.5)) / Math.max(runs.length, 12);
  const y = (logRatio: number) => {
    const decades = Math.min(highest, Math.max(lowest, logRatio / Math.LN10));
    return 3 + (height - 6) * (1 - (decades - lowest) / (highest - lowest));
  };
  const points = runs.map((run, i) => ({ ...run, x: x(i), y: run.logRatio === null ? height - 3 : y(run.logRatio) }));
  const last = points.at(-1);
  const drifting = points.filter(({ verdict }) => verdict === 'drift-detected');
  const label = `Evidence of the newest ${plural(runs.length, 'run')}; the last one ${multiple(last?.logRatio ?? null)} the threshold; drift in ${drifting.length} of them`;
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <path class="spark-threshold" d={`M0 ${y(0)}H${width}`} />
      <polyline
        class="spark-line"
        points={points.map((point) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`).join(' ')}
      />
      {points.map((point) =>
        point.verdict === 'drift-detected' ? (
          <circle key={point.run} class="spark-drift" cx={point.x.toFixed(1)} cy={point.y.toFixed(1)} r="2.2" />
        ) : null,
      )}
      {last === undefined ? null : <circle class="spark-last" cx={last.x.toFixed(1)} cy={last.y.toFixed(1)} r="2.6" />}
    </svg>
  );
}
