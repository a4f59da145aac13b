import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type * as z from 'zod';
import type { EndpointDetail } from '../../api/answers/endpoint-answers.ts';
import type { RunPage } from '../../api/answers/run-answers.ts';
import { count, money, multipleShort } from '../../report/words/format.ts';
import { utcShort } from '../../report/words/time.ts';
import { useApi } from '../client.ts';
import { links } from '../links.ts';
import { Badge, Card, Empty, Scroll, Time, Waiting } from '../parts/basics.tsx';

type Runs = z.infer<typeof RunPage>['runs'];

/** Runs of an endpoint, newest first, by verdict and by time; any two of them can be looked at side by side. */
export function RunsView({ detail }: { readonly detail: EndpointDetail }) {
  const { query, path, route } = useLocation();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const [chosen, setChosen] = useState<Runs>([]);
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
        <RunTable runs={data.runs} chosen={chosen} choose={setChosen} />
      )}
      <ChosenRuns chosen={chosen} clear={() => setChosen([])} />
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

/** While drift goes on nothing is decided by the evidence, which would seem to contradict the verdict. */
function evidenceWords({ logRatio, verdict, alarms }: Runs[number]): string {
  if (logRatio === null) return '–';
  return verdict?.kind === 'drift-detected' && alarms.length === 0 ? 'goes on' : multipleShort(logRatio);
}

/** Which two runs are compared, or what is still to be chosen; they may stand on different pages. */
function ChosenRuns({ chosen, clear }: { readonly chosen: Runs; readonly clear: () => void }) {
  const [before, after] = [...chosen].sort((a, b) => (a.at < b.at ? -1 : 1));
  return (
    <div class="toolbar" role="status">
      {before === undefined ? (
        <span class="muted">Choose two runs to see their answers side by side.</span>
      ) : after === undefined ? (
        <span>
          <Time at={before.at} short /> is chosen; choose another one to compare it with.
        </span>
      ) : (
        <a class="button" href={links.compare(before.run, after.run)}>
          Compare <Time at={before.at} short /> with <Time at={after.at} short />
        </a>
      )}
      {before === undefined ? null : (
        <button type="button" onClick={clear}>
          Choose none
        </button>
      )}
    </div>
  );
}

interface RunTableProps {
  readonly runs: Runs;
  /** At most two, in the order in which they were chosen. */
  readonly chosen: Runs;
  readonly choose: (chosen: Runs) => void;
}

function RunTable({ runs, chosen, choose }: RunTableProps) {
  const [first] = runs;
  const isChosen = ({ run }: Runs[number]) => chosen.some((one) => one.run === run);
  const toggle = (run: Runs[number]) =>
    choose(isChosen(run) ? chosen.filter((one) => one.run !== run.run) : [...chosen.slice(-1), run]);
  return (
    <Scroll label="Runs">
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">Compare</span>
            </th>
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
              <td class="choice">
                <input
                  type="checkbox"
                  aria-label={`compare the run of ${utcShort(run.at)}`}
                  checked={isChosen(run)}
                  onChange={() => toggle(run)}
                />
              </td>
              <th scope="row" class="plain nowrap">
                <a href={links.run(run.run)}>
                  <Time at={run.at} short />
                </a>
              </th>
              <td>
                <Badge tone={run.tone}>{run.verdictWord}</Badge>
              </td>
              <td class="number">{evidenceWords(run)}</td>
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
