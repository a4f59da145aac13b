import type * as z from 'zod';
import type { EndpointPage, EndpointSummary } from '../../api/answers/endpoint-answers.ts';
import { plural } from '../../report/words/format.ts';
import { usePages } from '../client.ts';
import { links } from '../links.ts';
import { Ago, Badge, Empty, Time, Title, Waiting } from '../parts/basics.tsx';
import { Sparkline } from '../parts/spark.tsx';

/** Pages of 20 endpoints. */
const mostPages = 25;

/** All endpoints: how each stands, what that covers, its newest runs, and the next one. */
export function Overview() {
  const { pages, done, error } = usePages<z.infer<typeof EndpointPage>>('/endpoints?limit=20', mostPages);
  const endpoints = pages.flatMap((page) => page.endpoints);
  return (
    <>
      <Title text="Endpoints">Endpoints</Title>
      {endpoints.length > 0 ? <p class="lead">{countWords(endpoints)}</p> : null}
      {error !== undefined || (endpoints.length === 0 && !done) ? <Waiting error={error} what="endpoints" /> : null}
      {done && endpoints.length === 0 && error === undefined ? <Empty>The project watches no endpoint.</Empty> : null}
      <ul class="endpoints" aria-busy={!done}>
        {endpoints.map((endpoint) => (
          <EndpointRow key={endpoint.id} {...endpoint} />
        ))}
      </ul>
    </>
  );
}

function EndpointRow(endpoint: EndpointSummary) {
  const {
    id,
    provider,
    model,
    tone,
    title,
    sentence,
    covers,
    spark,
    lastRun,
    nextRunAt,
    due,
    warnings,
    state,
    incident,
  } = endpoint;
  return (
    <li class={`endpoint ${tone}-tone`}>
      <div class="endpoint-name">
        <a href={links.endpoint(id)} class="stretched">
          {id}
        </a>
        <span class="muted">
          {model} at {provider}
        </span>
      </div>
      <div class="endpoint-state">
        <Badge tone={tone}>{title}</Badge>
        <span class="muted">
          {state === 'drift' && incident !== undefined
            ? sentence
            : state === 'no-drift'
              ? coverageText(endpoint)
              : sentence}
        </span>
        {warnings.length > 0 ? (
          <span class="warn">
            {warnings[0]}
            {warnings.length > 1 ? ` (and ${warnings.length - 1} more)` : ''}
          </span>
        ) : null}
      </div>
      <div class="endpoint-spark">
        <Sparkline runs={spark} />
      </div>
      <dl class="endpoint-times">
        <div>
          <dt>Covers</dt>
          <dd>{covers ?? '–'}</dd>
        </div>
        <div>
          <dt>Last run</dt>
          <dd>{lastRun === undefined ? 'none' : <Ago at={lastRun.at} />}</dd>
        </div>
        <div>
          <dt>Next run</dt>
          <dd>{due ? 'due now' : <Time at={nextRunAt} short />}</dd>
        </div>
      </dl>
    </li>
  );
}

function coverageText({ coverage, covers }: EndpointSummary): string {
  return coverage === undefined ? '' : `${covers} judged, against ${plural(coverage.references, 'run')}`;
}

/** `1 drifts, 18 do not, nothing can be said of 1`, the gravest first. */
function countWords(endpoints: readonly EndpointSummary[]): string {
  const among = (test: (endpoint: EndpointSummary) => boolean) => endpoints.filter(test).length;
  const drifting = among(({ state }) => state === 'drift');
  const quiet = among(
    ({ state, watched }) => watched && (state === 'no-drift' || state === 'suspected' || state === 'below-floor'),
  );
  const unknown = endpoints.length - drifting - quiet;
  const parts = [
    ...(drifting > 0 ? [`${drifting === 1 ? '1 drifts' : `${drifting} drift`}`] : []),
    ...(quiet > 0 ? [`no drift is detected at ${quiet}`] : []),
    ...(unknown > 0 ? [`nothing can be said of ${unknownWords(unknown, endpoints.length)}`] : []),
  ];
  return `${plural(endpoints.length, 'endpoint')}: ${parts.join(', ')}.`;
}

function unknownWords(unknown: number, all: number): string {
  if (unknown < all) return String(unknown);
  return all === 1 ? 'it' : 'any of them';
}
