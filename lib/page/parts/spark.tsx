import { multiple, plural } from '../../report/words/format.ts';

interface Spark {
  readonly run: string;
  readonly at: string;
  readonly logRatio: number | null;
  readonly verdict?: string | undefined;
}

const [width, height, lowest, highest] = [220, 40, -4, 2];

/** While drift goes on nothing is decided by the evidence: such a run stands at the threshold, and parts the line. */
function withoutCarriedOn(run: Spark): Spark & { readonly goesOn: boolean } {
  const goesOn = run.verdict === 'drift-detected' && run.logRatio !== null && run.logRatio < 0;
  return { ...run, goesOn, logRatio: goesOn ? null : run.logRatio };
}

/** Evidence of the newest runs against the threshold, small. Runs without evidence are dots below, and part the line. */
export function Sparkline({ runs }: { readonly runs: readonly Spark[] }) {
  if (runs.length === 0) return <span class="muted">no runs yet</span>;
  const x = (i: number) => 3 + ((width - 6) * (i + 0.5)) / Math.max(runs.length, 12);
  const y = (logRatio: number) => {
    const decades = Math.min(highest, Math.max(lowest, logRatio / Math.LN10));
    return 3 + (height - 6) * (1 - (decades - lowest) / (highest - lowest));
  };
  const points = runs.map(withoutCarriedOn).map((run, i) => ({
    ...run,
    x: x(i),
    y: run.goesOn ? y(0) : run.logRatio === null ? height - 3 : y(run.logRatio),
  }));
  const last = points.at(-1);
  const drifting = points.filter(({ verdict }) => verdict === 'drift-detected');
  const untested = points.filter(({ logRatio, goesOn }) => logRatio === null && !goesOn);
  const tested = last?.logRatio == null ? 'was not tested' : `${multiple(last.logRatio)} the threshold`;
  const lastWords = last?.goesOn ? 'shows drift that goes on' : tested;
  const label = `Evidence of the newest ${plural(runs.length, 'run')}; the last one ${lastWords}; drift in ${drifting.length} of them`;
  const path = points
    .map(({ logRatio, x, y }, i) =>
      logRatio === null
        ? ''
        : `${(points[i - 1]?.logRatio ?? null) === null ? 'M' : 'L'}${x.toFixed(1)},${y.toFixed(1)}`,
    )
    .join('');
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <path class="spark-threshold" d={`M0 ${y(0)}H${width}`} />
      <path class="spark-line" d={path} />
      {untested.map(({ run, x, y }) => (
        <circle key={run} class="spark-untested" cx={x.toFixed(1)} cy={y.toFixed(1)} r="1.8" />
      ))}
      {points.map((point) =>
        point.verdict === 'drift-detected' ? (
          <circle key={point.run} class="spark-drift" cx={point.x.toFixed(1)} cy={point.y.toFixed(1)} r="2.2" />
        ) : null,
      )}
      {last === undefined || last.logRatio === null ? null : (
        <circle class="spark-last" cx={last.x.toFixed(1)} cy={last.y.toFixed(1)} r="2.6" />
      )}
    </svg>
  );
}
