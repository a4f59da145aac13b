import { useCallback, useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type * as z from 'zod';
import type { Distributions, NumberDistribution, ShareChange } from '../../api/answers/distribution-answers.ts';
import type { EndpointDetail } from '../../api/answers/endpoint-answers.ts';
import type { GoldenPage } from '../../api/answers/sample-answers.ts';
import { count, duration, money, percent, percentWithInterval, plural, rough } from '../../report/words/format.ts';
import { useApi } from '../client.ts';
import { Card, Empty, Time, Waiting } from '../parts/basics.tsx';
import { axis, colours, Plot } from '../parts/plot.tsx';

type Numbers = z.infer<typeof NumberDistribution>;
type Share = z.infer<typeof ShareChange>;

const names = {
  characters: 'Length of answers',
  outputTokens: 'Output tokens',
  latencyMs: 'Latency',
  costMicros: 'Cost of 1,000 answers',
  score: 'Strangeness of runs',
} as const;

const whyWords = {
  asked: 'The sides are those that the address asks for.',
  change: 'The sides are before and after the newest change.',
  halves: 'No incident says where to part them: the sides are the older and the newer half of the newest runs.',
} as const;

const kinds = [
  ['expectation', 'Answers that fail an expectation'],
  ['property', 'Answers that have a property'],
  ['finish-reason', 'Finish reasons'],
  ['failed-call', 'Draws that lost a call'],
] as const;

/** What answers were like before and after. Describes; the verdict is somewhere else. */
export function DistributionView({ detail }: { readonly detail: EndpointDetail }) {
  const { query, path, route } = useLocation();
  const id = encodeURIComponent(detail.id);
  const goldens = useApi<z.infer<typeof GoldenPage>>(`/endpoints/${id}/goldens`);
  const asked = ['golden', 'beforeFrom', 'beforeTo', 'afterFrom', 'afterTo'].flatMap((name) =>
    query[name] ? [`${name}=${encodeURIComponent(query[name])}`] : [],
  );
  const { data, error } = useApi<Distributions>(
    `/endpoints/${id}/distributions${asked.length === 0 ? '' : `?${asked.join('&')}`}`,
  );
  const choose = (golden: string) => {
    const others = asked.filter((one) => !one.startsWith('golden='));
    const search = [...(golden === '' ? [] : [`golden=${encodeURIComponent(golden)}`]), ...others].join('&');
    route(search === '' ? path : `${path}?${search}`, true);
  };
  return (
    <>
      <Card id="sides" title="Before and after">
        <div class="toolbar">
          <label>
            Golden{' '}
            <select value={query.golden ?? ''} onChange={(event) => choose(event.currentTarget.value)}>
              <option value="">all goldens</option>
              {goldens.data?.goldens.map((golden) => (
                <option key={golden.id} value={golden.id}>
                  {golden.id}
                </option>
              ))}
            </select>
          </label>
        </div>
        {data === undefined ? (
          <Waiting error={error} what="distributions" />
        ) : data.before.runs + data.after.runs === 0 ? (
          <Empty>No run of this time has answers.</Empty>
        ) : (
          <SideWords {...data} />
        )}
      </Card>
      {data === undefined ? null : (
        <>
          {data.numbers.length === 0 ? (
            data.before.runs + data.after.runs === 0 ? null : (
              <Empty>There are no answers on both sides yet.</Empty>
            )
          ) : (
            <div class="panels">
              {data.numbers.map((numbers) => (
                <NumberCard key={numbers.name} {...numbers} />
              ))}
            </div>
          )}
          {kinds.map(([kind, title]) => (
            <Shares key={kind} id={kind} title={title} shares={data.shares.filter((share) => share.kind === kind)} />
          ))}
        </>
      )}
    </>
  );
}

function SideWords({ why, before, after }: Distributions) {
  const words = ({ from, to, runs, of, draws }: Distributions['before']) => (
    <>
      <Time at={from} /> to <Time at={to} />: {plural(draws, 'answer')} of {plural(runs, 'run')}
      {of > runs ? ` (evenly spread over ${plural(of, 'run')})` : ''}
    </>
  );
  return (
    <>
      <p class="muted">{whyWords[why]} Whether something changed is not decided here.</p>
      <dl class="facts">
        <div>
          <dt>
            <i class="key before" /> Before
          </dt>
          <dd>{words(before)}</dd>
        </div>
        <div>
          <dt>
            <i class="key after" /> After
          </dt>
          <dd>{words(after)}</dd>
        </div>
      </dl>
    </>
  );
}

function valueWords({ name }: Numbers, value: number): string {
  if (name === 'latencyMs')
    return value < 1000 ? `${rough(value)} ms` : value < 60_000 ? `${(value / 1000).toFixed(1)} s` : duration(value);
  if (name === 'costMicros') return money(1000 * value, '').trim(); // the currency stands in the title
  return name === 'score' ? rough(value) : count(value);
}

function NumberCard(numbers: Numbers) {
  const { name, unit, edges, before, after } = numbers;
  const title = name === 'costMicros' ? `${names[name]}, ${unit}` : names[name];
  const data = useMemo(() => steps(edges, [before.shares, after.shares]), [edges, before, after]);
  const options = useCallback(() => {
    const { s0, s3 } = colours();
    const top = Math.max(...before.shares, ...after.shares) * 1.12;
    const fill = (colour: string) => `${colour}30`;
    return {
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false }, y: { range: [0, top] as [number, number] } },
      axes: [
        axis({
          values: (_plot, splits) => splits.map((value) => valueWords(numbers, value)),
          space: 70,
          grid: { show: false },
        }),
        axis({ values: (_plot, splits) => splits.map((value) => (value === 0 ? '0' : percent(value))), size: 52 }),
      ],
      series: [
        {},
        { stroke: s0, fill: fill(s0), width: 1.75, points: { show: false } },
        { stroke: s3, fill: fill(s3), width: 1.75, dash: [6, 3], points: { show: false } },
      ],
    };
  }, [numbers, before, after]);
  const middle = (side: Numbers['before']) => valueWords(numbers, side.summary.quantiles[2] ?? 0);
  const outer = (side: Numbers['before']) =>
    `${valueWords(numbers, side.summary.quantiles[0] ?? 0)} to ${valueWords(numbers, side.summary.quantiles[4] ?? 0)}`;
  const words = `median ${middle(before)} before, ${middle(after)} after`;
  return (
    <section class="card" aria-labelledby={`numbers-${name}`}>
      <h2 id={`numbers-${name}`}>{title}</h2>
      <Plot data={data} options={options} height={170} label={`${title}: ${words}`} />
      <table class="small">
        <thead>
          <tr>
            <td />
            <th scope="col" class="number">
              Median
            </th>
            <th scope="col" class="number">
              Middle 80 %
            </th>
            <th scope="col" class="number">
              Mean
            </th>
          </tr>
        </thead>
        <tbody>
          {(
            [
              ['before', before],
              ['after', after],
            ] as const
          ).map(([side, values]) => (
            <tr key={side}>
              <th scope="row" class="plain">
                <i class={`key ${side}`} /> {side}
              </th>
              <td class="number">{middle(values)}</td>
              <td class="number">{outer(values)}</td>
              <td class="number">{valueWords(numbers, values.summary.mean)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Shares of bins as the corners of a staircase. */
function steps(edges: readonly number[], sides: readonly (readonly number[])[]): [number[], ...number[][]] {
  const bins = edges.length - 1;
  const nudge = ((edges.at(-1) ?? 1) - (edges[0] ?? 0)) * 1e-6;
  const x = [edges[0] ?? 0];
  for (let bin = 0; bin < bins; bin++) x.push((edges[bin] ?? 0) + nudge, (edges[bin + 1] ?? 0) - nudge);
  x.push(edges.at(-1) ?? 1);
  return [x, ...sides.map((shares) => [0, ...shares.flatMap((share) => [share, share]), 0])];
}

/** Shares that are listed at once. */
const mostShares = 24;

function Shares({
  id,
  title,
  shares,
}: {
  readonly id: string;
  readonly title: string;
  readonly shares: readonly Share[];
}) {
  const shown = shares.filter(({ before, after }) => before.count + after.count > 0 || id === 'expectation');
  if (shown.length === 0) return null;
  const gap = ({ before, after }: Share) => Math.max(after.low - before.high, before.low - after.high);
  const sorted = [...shown].sort((a, b) => gap(b) - gap(a)).slice(0, mostShares);
  return (
    <Card
      id={id}
      title={title}
      note="With exact 95 % intervals that take draws for independent; the clearest difference first."
    >
      <ul class="shares">
        {sorted.map((share) => (
          <li key={share.title} class={gap(share) > 0 ? 'apart' : ''}>
            <span class="share-title">{share.title}</span>
            <svg viewBox="0 0 400 34" preserveAspectRatio="none" aria-hidden="true">
              <path class="share-rule" d="M0 17H400" />
              {(
                [
                  ['before', share.before, 10],
                  ['after', share.after, 24],
                ] as const
              ).map(([side, { low, high, estimate }, y]) => (
                <g key={side} class={`share-${side}`}>
                  <path d={`M${4 + 392 * low} ${y}H${4 + 392 * high}`} />
                  <path class="share-estimate" d={`M${4 + 392 * estimate} ${y - 5}v10`} />
                </g>
              ))}
            </svg>
            <span class="share-numbers">
              <span>
                <i class="key before" /> {percentWithInterval(share.before)}
              </span>
              <span>
                <i class="key after" /> {percentWithInterval(share.after)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
