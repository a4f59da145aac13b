import { useRoute } from 'preact-iso';
import type * as z from 'zod';
import type { IncidentDetail, IncidentPage, IncidentSummary } from '../../api/answers/incident-answers.ts';
import { useApi, usePages } from '../client.ts';
import { links } from '../links.ts';
import { Badge, Card, Empty, Time, Title, Waiting } from '../parts/basics.tsx';
import { AcceptForm, IncidentActions } from './actions.tsx';
import { ChangeCards } from './change.tsx';

/** Incidents of all endpoints, newest first. */
export function IncidentsView() {
  const { pages, done, error } = usePages<z.infer<typeof IncidentPage>>('/incidents?limit=100', 10);
  const incidents = pages.flatMap((page) => page.incidents);
  return (
    <>
      <Title text="Incidents">Incidents</Title>
      {incidents.length === 0 && (!done || error !== undefined) ? (
        <Waiting error={error} what="incidents" />
      ) : (
        <IncidentList incidents={incidents} />
      )}
    </>
  );
}

export function IncidentList({ incidents }: { readonly incidents: readonly IncidentSummary[] }) {
  if (incidents.length === 0) return <Empty>No incident was ever opened.</Empty>;
  return (
    <ul class="plain-list incidents">
      {incidents.map(({ incident, tone, title, sentence, model }) => (
        <li key={incident.id}>
          <Badge tone={tone}>{title}</Badge> <a href={links.incident(incident.id)}>{incident.endpoint}</a>{' '}
          {model === undefined ? null : <span class="muted">{model}</span>}
          <span class="block">
            {sentence}
            {incident.why === undefined ? '' : ` (${incident.by ?? 'somebody'}: ${incident.why})`}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** One incident: what is known of the change, and what can be decided. */
export function IncidentView() {
  const { params } = useRoute();
  const id = params.incident ?? '';
  const { data, error, reload } = useApi<z.infer<typeof IncidentDetail>>(`/incidents/${encodeURIComponent(id)}`);
  if (data === undefined)
    return (
      <>
        <Title text="Incident">Incident</Title>
        <Waiting error={error} what="the incident" />
      </>
    );
  const { summary, explanation } = data;
  const { incident, tone, title, sentence, model } = summary;
  const isActive = incident.status === 'open' || incident.status === 'acknowledged';
  return (
    <>
      <Title text={`Incident of ${incident.endpoint}`} kicker={<a href={links.incidents()}>Incidents</a>}>
        {title}: {incident.endpoint}
      </Title>
      <p>
        <Badge tone={tone}>{incident.status}</Badge> <span class="muted">{model}</span>
      </p>
      <Card id="what" title="What is known">
        <p>{sentence}.</p>
        <dl class="facts">
          <div>
            <dt>Opened</dt>
            <dd>
              by <a href={links.run(incident.openedByRun)}>the run</a> of <Time at={incident.openedAt} />
            </dd>
          </div>
          <div>
            <dt>Last shown</dt>
            <dd>
              by <a href={links.run(incident.lastRun)}>run {incident.lastRun}</a>
            </dd>
          </div>
          {incident.acknowledged === undefined ? null : (
            <div>
              <dt>Acknowledged</dt>
              <dd>
                by {incident.acknowledged.by}, <Time at={incident.acknowledged.at} />: {incident.acknowledged.why}
              </dd>
            </div>
          )}
          {incident.by === undefined ? null : (
            <div>
              <dt>Decided</dt>
              <dd>
                by {incident.by}: {incident.why}
              </dd>
            </div>
          )}
        </dl>
        <nav class="toolbar" aria-label="More about it">
          <a class="button" href={links.endpoint(incident.endpoint)}>
            Timeline
          </a>
          <a class="button" href={links.endpoint(incident.endpoint, 'distributions')}>
            Before and after
          </a>
          {explanation === undefined ? null : (
            <a class="button" href={links.compare(explanation.since.earliest.run, incident.lastRun)}>
              Answers side by side
            </a>
          )}
        </nav>
      </Card>
      {isActive ? (
        <>
          <IncidentActions endpoint={incident.endpoint} onDone={reload} />
          <AcceptForm endpoint={incident.endpoint} onDone={reload} />
        </>
      ) : null}
      {explanation === undefined ? null : <ChangeCards explanation={explanation} />}
    </>
  );
}
