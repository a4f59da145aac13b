import { useEffect, useRef, useState } from 'preact/hooks';
import type * as z from 'zod';
import type { EndpointDetail } from '../../api/answers/endpoint-answers.ts';
import type { ScorePage } from '../../api/answers/run-answers.ts';
import type { GoldenPage } from '../../api/answers/sample-answers.ts';
import { goldenName } from '../../domain/golden/golden-key.ts';
import { plural } from '../../report/words/format.ts';
import { utcShort, utcTime } from '../../report/words/time.ts';
import { useApi } from '../client.ts';
import { goldenId, links } from '../links.ts';
import { Card, Empty, Scroll, Waiting } from '../parts/basics.tsx';

type Scores = z.infer<typeof ScorePage>;

/** Lower ends of the shades, in standard deviations of the baseline's run-to-run spread. */
const shades = [0, 1, 2, 3, 5];
const columns = 48;

/** Goldens by runs: how far each was from usual, with every answer a click away. */
export function GoldensView({ detail }: { readonly detail: EndpointDetail }) {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const id = encodeURIComponent(detail.id);
  const cursor = cursors.at(-1);
  const { data, error } = useApi<Scores>(
    `/endpoints/${id}/scores?limit=${columns}${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
  );
  const goldens = useApi<z.infer<typeof GoldenPage>>(`/endpoints/${id}/goldens`);
  const next = data?.next;
  return (
    <>
      <Card
        id="strip"
        title="How far each golden was from usual, run by run"
        note="Every square is a run's answers to one golden. Arrow keys move, Enter opens."
      >
        {data === undefined ? <Waiting error={error} what="scores" /> : <Strip scores={data} endpoint={detail.id} />}
        <div class="toolbar" hidden={next === undefined && cursors.length === 0}>
          <button
            type="button"
            disabled={next === undefined}
            onClick={() => next !== undefined && setCursors([...cursors, next])}
          >
            ← Older runs
          </button>
          <button type="button" disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))}>
            Newer runs →
          </button>
        </div>
        <ul class="legend" hidden={data?.goldens.length === 0}>
          {shades.map((low, i) => (
            <li key={low}>
              <i class={`key h${i}`} /> {shadeWords(i)}
            </li>
          ))}
          <li>standard deviations of the baseline</li>
        </ul>
      </Card>
      <Card id="goldens" title="Goldens that are replayed now">
        {goldens.data === undefined ? (
          <Waiting error={goldens.error} what="goldens" />
        ) : (
          <Scroll label="Goldens">
            <table>
              <thead>
                <tr>
                  <th scope="col">Golden</th>
                  <th scope="col">Expectations</th>
                  <th scope="col">Input is</th>
                  <th scope="col">Version</th>
                </tr>
              </thead>
              <tbody>
                {goldens.data.goldens.map((golden) => (
                  <tr key={golden.id}>
                    <th scope="row">
                      <a href={links.goldenOf(detail.id, golden.id)}>{golden.id}</a>
                      {golden.title === undefined ? null : <span class="muted block">{golden.title}</span>}
                    </th>
                    <td>
                      {golden.expectations.length === 0 ? (
                        <span class="muted">none</span>
                      ) : (
                        golden.expectations.join('; ')
                      )}
                    </td>
                    <td>{golden.provenance}</td>
                    <td>
                      <code title={golden.version}>{golden.version.slice(0, 12)}</code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Card>
    </>
  );
}

function Strip({ scores, endpoint }: { readonly scores: Scores; readonly endpoint: string }) {
  const runs = scores.runs.toReversed();
  const rows = scores.goldens
    .map(({ golden, scores: points }) => ({ golden, points: points.toReversed() }))
    .sort((a, b) => recent(b.points) - recent(a.points));
  const [place, setPlace] = useState<readonly [number, number]>([0, runs.length - 1]);
  const grid = useRef<HTMLTableElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  // The newest runs are what one comes for.
  useEffect(() => {
    const element = scroller.current;
    if (element !== null) element.scrollLeft = element.scrollWidth;
  }, [scores]);
  if (rows.length === 0) return <Empty>No golden has been scored yet: that begins when the baseline is learned.</Empty>;
  const move = (event: KeyboardEvent) => {
    const [row, column] = place;
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = [clamp(row + (step[0] ?? 0), rows.length), clamp(column + (step[1] ?? 0), runs.length)] as const;
    setPlace(next);
    grid.current?.querySelector<HTMLElement>(`[data-place="${next.join('-')}"]`)?.focus();
  };
  return (
    <div class="scroll" ref={scroller}>
      <table
        class="strip"
        ref={grid}
        aria-label={`${plural(rows.length, 'golden')} by ${plural(runs.length, 'run')}`}
        onKeyDown={move}
      >
        <thead>
          <tr>
            <th scope="col">Golden</th>
            {runs.map((run, i) => (
              <th key={run.run} scope="col" class={run.verdict === 'drift-detected' ? 'drifting' : ''}>
                {i % 12 === runs.length % 12 ? <span class="tick">{utcShort(run.at)}</span> : null}
                <span class="visually-hidden">{utcTime(run.at)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ golden, points }, row) => (
            <tr key={golden}>
              <th scope="row" title={goldenName(golden)}>
                <a href={links.goldenOf(endpoint, goldenName(golden))}>{goldenName(golden)}</a>
              </th>
              {points.map((score, column) => {
                const run = runs[column];
                if (run === undefined) return null;
                const words = `${goldenName(golden)}, ${utcTime(run.at)}: ${score === null ? 'not scored' : `${score.toFixed(1)} standard deviations`}`;
                return (
                  <td key={run.run} class={score === null ? 'unscored' : `h${shadeOf(score)}`}>
                    <a
                      href={links.golden(run.run, goldenId(golden))}
                      title={words}
                      data-place={`${row}-${column}`}
                      tabIndex={row === place[0] && column === place[1] ? 0 : -1}
                    >
                      <span class="visually-hidden">{words}</span>
                    </a>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function clamp(at: number, of: number): number {
  return Math.min(of - 1, Math.max(0, at));
}

/** Those that were strangest lately come first. */
function recent(points: readonly (number | null)[]): number {
  return points.slice(-10).reduce<number>((sum, score) => sum + (score ?? 0), 0);
}

function shadeOf(score: number): number {
  return Math.max(
    0,
    shades.findLastIndex((low) => score >= low),
  );
}

function shadeWords(i: number): string {
  const next = shades[i + 1];
  if (next === undefined) return `${shades[i]} and more`;
  return i === 0 ? `under ${next}` : `${shades[i]} to ${next}`;
}
