import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type * as z from 'zod';
import type { EndpointDetail } from '../../api/answers/endpoint-answers.ts';
import type { RunPage } from '../../api/answers/run-answers.ts';
import { count, money, multipleShort } from '../../report/words/format.ts';
import { useApi } from '../client.ts';
import { links } from '../links.ts';
import { Badge, Card, Empty, Scroll, Time, Waiting } from '../parts/basics.tsx';

/** Runs of an endpoint, newest first, by verdict and by time. */
export function RunsView({ detail }: { readonly detail: EndpointDetail }) {
  const { query, path, route } = useLocation();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const asked = ['verdict', 'from', 'to'].flatMap((name) =>
    query[name] ? [`${name}=${encodeURIComponent(query[name])}`] : [],
  );
  const search = [...asked, ...(cursor === undefined ? [] : [`cursor=${encodeURIComponent(cursor)}`])].join('&');
  const { data, error } = useApi<z.infer<typeof RunPage>>(
    `/endpoints/${encodeURIComponent(detail.id)}/runs?limit=50${search === '' ? '' : `&${search}`}`,
  );
  const choose = (name: string, value: string) => {
    const others = asked.filter((one) => !one.startsWith(`${name}=`));
    const next = [...others, ...(value === '' ? [] : [`${name}=${encodeURIComponent(value)}`])].join('&');
    setCursors([]);
    route(next === '' ? path : `${path}?${next}`, true);
  };
  return (
    <Card id="runs" title="Runs">
      <div class="toolbar">
        <label>
          Verdict{' '}
          <select value={query.verdict ?? ''} onChange={(event) => choose('verdict', event.currentTarget.value)}>
            <option value="">any</option>
            <option value="drift-detected">drift detected</option>
            <option value="no-drift-detected">no drift detected</option>
            <option value="inconclusive">inconclusive</option>
            <option value="not-judged">not judged</option>
          </select>
        </label>
        <label>
          From{' '}
          <input type="date" value={query.from ?? ''} onChange={(event) => choose('from', event.currentTarget.value)} />
        </label>
        <label>
          To before{' '}
          <input type="date" value={query.to ?? ''} onChange={(event) => choose('to', event.currentTarget.value)} />
        </label>
        <span class="muted">days in UTC</span>
      </div>
      {data === undefined ? (
        <Waiting error={error} what="runs" />
      ) : data.runs.length === 0 ? (
        <Empty>{asked.length > 0 ? 'There is no such run.' : 'No run has been made yet.'}</Empty>
      ) : (
        <RunTable runs={data.runs} />
      )}
      <div class="toolbar">
        <button type="button" disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))}>
          ← Newer runs
        </button>
        <button
          type="button"
          disabled={data?.next === undefined}
          onClick={() => data?.next !== undefined && setCursors([...cursors, data.next])}
        >
          Older runs →
        </button>
      </div>
    </Card>
  );
}

function RunTable({ runs }: { readonly runs: z.infer<typeof RunPage>['runs'] }) {
  const [first] = runs;
  return (
    <Scroll label="Runs">
      <table>
        <thead>
          <tr>
            <th scope="col">Run (UTC)</th>
            <th scope="col">Verdict</th>
            <th scope="col" class="number">
              Evidence
            </th>
            <th scope="col" class="number">
              Answers
            </th>
            <th scope="col" class="number">
              Tokens
            </th>
            {first?.costMicros === undefined ? null : (
              <th scope="col" class="number">
                Cost
              </th>
            )}
            <th scope="col" class="number">
              Epoch
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.run}>
              <th scope="row" class="plain nowrap">
                <a href={links.run(run.run)}>
                  <Time at={run.at} short />
                </a>
              </th>
              <td>
                <Badge tone={run.tone}>{run.verdictWord}</Badge>
              </td>
              <td class="number">{run.logRatio === null ? '–' : multipleShort(run.logRatio)}</td>
              <td class="number">
                {run.completed} of {run.planned}
              </td>
              <td class="number">{count(run.inputTokens + run.outputTokens)}</td>
              {run.costMicros === undefined || run.currency === undefined ? null : (
                <td class="number">{money(run.costMicros, run.currency)}</td>
              )}
              <td class="number">{run.epoch}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
