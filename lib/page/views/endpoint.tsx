import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import type { EndpointDetail } from '../../api/answers/endpoint-answers.ts';
import { noBreaks } from '../../report/words/format.ts';
import { useApi } from '../client.ts';
import { links } from '../links.ts';
import { Title, Waiting } from '../parts/basics.tsx';
import { Decision } from './decision.tsx';
import { DistributionView } from './distributions.tsx';
import { EndpointIncidents } from './endpoint-incidents.tsx';
import { FactsView } from './facts.tsx';
import { GoldensView } from './goldens.tsx';
import { RunsView } from './runs.tsx';
import { Timeline } from './timeline.tsx';

const refreshMs = 30_000;

const tabs = [
  ['', 'Timeline'],
  ['goldens', 'Goldens'],
  ['distributions', 'Before and after'],
  ['runs', 'Runs'],
  ['facts', 'Facts and conditions'],
  ['incidents', 'Incidents'],
  ['decision', 'How it was decided'],
] as const;

/** One endpoint: what is known first, and the views of it. */
export function EndpointView() {
  const { params } = useRoute();
  const id = params.endpoint ?? '';
  const view = params.view ?? '';
  const { data, error, reload } = useApi<EndpointDetail>(`/endpoints/${encodeURIComponent(id)}`, refreshMs);
  return (
    <>
      <Title text={id} kicker={<a href={links.overview()}>Endpoints</a>}>
        {id}
      </Title>
      {data === undefined ? (
        <Waiting error={error} what={`endpoint ${id}`} />
      ) : (
        <Shown detail={data} view={view} onChange={reload} />
      )}
    </>
  );
}

interface ShownProps {
  readonly detail: EndpointDetail;
  readonly view: string;
  readonly onChange: () => void;
}

function Shown({ detail, view, onChange }: ShownProps) {
  const bar = useRef<HTMLElement>(null);
  // On a phone the tabs are wider than the screen: whoever opens one by its address must see which it is.
  useEffect(() => {
    const tab = bar.current?.querySelector<HTMLElement>(`[data-view="${CSS.escape(view)}"]`);
    if (bar.current != null && tab != null)
      bar.current.scrollLeft = tab.offsetLeft - (bar.current.clientWidth - tab.offsetWidth) / 2;
  }, [view]);
  return (
    <>
      <p class="muted">
        {detail.model} at {detail.provider}
        {detail.baseURL === undefined ? null : <> ({detail.baseURL})</>}
      </p>
      <section class={`verdict ${detail.tone}-tone`} aria-labelledby="verdict-title">
        <h2 id="verdict-title">{detail.title}</h2>
        <p>{noBreaks(detail.sentence)}</p>
        {detail.tiles.length === 0 ? null : (
          <dl class="tiles">
            {detail.tiles.map(({ label, value, note }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd class="value">{noBreaks(value)}</dd>
                <dd class="note">{noBreaks(note)}</dd>
              </div>
            ))}
          </dl>
        )}
        {detail.incident === undefined ? null : (
          <p>
            <a class="button" href={links.incident(detail.incident.id)}>
              Open the incident
            </a>
          </p>
        )}
      </section>
      {detail.warnings.map((warning) => (
        <p class="notice warning-tone" key={warning}>
          {warning}
        </p>
      ))}
      {detail.quiet?.kind === 'silence' && view !== 'incidents' ? (
        <p>
          <a class="button" href={links.endpoint(detail.id, 'incidents')}>
            End the silence
          </a>
        </p>
      ) : null}
      <nav class="tabs" ref={bar} aria-label={`Views of ${detail.id}`}>
        {tabs.map(([name, label]) => (
          <a
            key={name}
            data-view={name}
            href={links.endpoint(detail.id, name)}
            aria-current={view === name ? 'page' : undefined}
          >
            {label}
          </a>
        ))}
      </nav>
      {bodyOf({ detail, view, onChange })}
    </>
  );
}

function bodyOf({ detail, view, onChange }: ShownProps): ComponentChildren {
  switch (view) {
    case '':
      return <Timeline detail={detail} />;
    case 'goldens':
      return <GoldensView detail={detail} />;
    case 'distributions':
      return <DistributionView detail={detail} />;
    case 'runs':
      return <RunsView detail={detail} />;
    case 'facts':
      return <FactsView detail={detail} />;
    case 'incidents':
      return <EndpointIncidents detail={detail} onChange={onChange} />;
    case 'decision':
      return <Decision detail={detail} />;
    default:
      return <p class="empty">There is no such view.</p>;
  }
}
