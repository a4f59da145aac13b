import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import type * as z from 'zod';
import type { RatePage, ScorePage } from '../../api/answers/run-answers.ts';
import type { GoldenPage } from '../../api/answers/sample-answers.ts';
import { goldenName } from '../../domain/golden/golden-key.ts';
import { useApi } from '../client.ts';
import { links } from '../links.ts';
import { Badge, Card, Empty, Scroll, Time, Title, Waiting } from '../parts/basics.tsx';

type Scores = z.infer<typeof ScorePage>;
type Rates = z.infer<typeof RatePage>;

const runsOfPage = 48;

const verdicts = {
  'drift-detected': ['alarm', 'drift detected'],
  'no-drift-detected': ['good', 'no drift detected'],
  inconclusive: ['neutral', 'inconclusive'],
} as const;

/** One golden of an endpoint: what is expected of it, and how it was from run to run. */
export function GoldenView() {
  const { params } = useRoute();
  const [endpoint, golden] = [params.endpoint ?? '', params.golden ?? ''];
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const id = encodeURIComponent(endpoint);
  const page = [`limit=${runsOfPage}`, ...cursors.slice(-1).map((cursor) => `cursor=${encodeURIComponent(cursor)}`)];
  const goldens = useApi<z.infer<typeof GoldenPage>>(`/endpoints/${id}/goldens`);
  const scores = useApi<Scores>(`/endpoints/${id}/scores?${page.join('&')}`);
  const rates = useApi<Rates>(`/endpoints/${id}/rates?${[`golden=${encodeURIComponent(golden)}`, ...page].join('&')}`);
  const known = goldens.data?.goldens.find((one) => one.id === golden);
  const next = scores.data?.next;
  return (
    <>
      <Title text={golden} kicker={<a href={links.endpoint(endpoint, 'goldens')}>Goldens of {endpoint}</a>}>
        {golden}
      </Title>
      {known?.title === undefined ? null : <p class="lead">{known.title}</p>}
      <Card id="golden" title="What is expected">
        {goldens.data === undefined ? (
          <Waiting error={goldens.error} what="the golden" />
        ) : known === undefined ? (
          <p>It is not replayed any more, or is a step of a chain: what was drawn of it stands below.</p>
        ) : (
          <p>
            {known.expectations.length === 0 ? 'nothing' : known.expectations.join('; ')}{' '}
            <span class="muted">
              · version <code title={known.version}>{known.version.slice(0, 12)}</code>
            </span>
          </p>
        )}
        <p>
          <a href={`${links.endpoint(endpoint, 'distributions')}?golden=${encodeURIComponent(golden)}`}>
            Its answers before and after
          </a>
        </p>
      </Card>
      <Card
        id="golden-runs"
        title="Run by run"
        note="How far its answers were from usual, in standard deviations of the baseline, and how often they failed what is expected."
      >
        {scores.data === undefined || rates.data === undefined ? (
          <Waiting error={scores.error ?? rates.error} what="runs" />
        ) : scores.data.runs.length === 0 ? (
          <Empty>No run has been judged yet.</Empty>
        ) : (
          <GoldenRuns golden={golden} scores={scores.data} rates={rates.data} />
        )}
        <div class="toolbar" hidden={next === undefined && cursors.length === 0}>
          <button type="button" disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))}>
            ← Newer runs
          </button>
          <button
            type="button"
            disabled={next === undefined}
            onClick={() => next !== undefined && setCursors([...cursors, next])}
          >
            Older runs →
          </button>
        </div>
      </Card>
    </>
  );
}

function GoldenRuns({
  golden,
  scores,
  rates,
}: {
  readonly golden: string;
  readonly scores: Scores;
  readonly rates: Rates;
}) {
  const own = scores.goldens.find((one) => goldenName(one.golden) === golden)?.scores;
  const failures = rates.rates.filter(({ kind }) => kind === 'expectation');
  const indexOf = new Map(rates.runs.map(({ run }, i) => [run, i]));
  return (
    <Scroll label={`Runs of ${golden}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">Run (UTC)</th>
            <th scope="col" class="number">
              From usual
            </th>
            {failures.map(({ name }) => (
              <th key={name} scope="col" class="number">
                Fails {name}
              </th>
            ))}
            <th scope="col">Verdict of the run</th>
          </tr>
        </thead>
        <tbody>
          {scores.runs.map(({ run, at, verdict }, i) => {
            const [tone, word] = verdicts[verdict];
            const place = indexOf.get(run) ?? -1;
            return (
              <tr key={run}>
                <th scope="row" class="plain nowrap">
                  <a href={links.golden(run, golden)}>
                    <Time at={at} short />
                  </a>
                </th>
                <td class="number">{own?.[i]?.toFixed(1) ?? '–'}</td>
                {failures.map(({ name, counts, draws }) => (
                  <td key={name} class="number">
                    {counts[place] == null ? '–' : `${counts[place]} of ${draws[place]}`}
                  </td>
                ))}
                <td>
                  <Badge tone={tone}>{word}</Badge>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}
