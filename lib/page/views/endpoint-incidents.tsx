import type * as z from 'zod';
import type { ActionList } from '../../api/answers/action-answers.ts';
import type { EndpointDetail } from '../../api/answers/endpoint-answers.ts';
import type { IncidentPage } from '../../api/answers/incident-answers.ts';
import type { Action } from '../../domain/verdict/action.ts';
import { utcTime } from '../../report/words/time.ts';
import { useApi } from '../client.ts';
import { Card, Empty, Time, Waiting } from '../parts/basics.tsx';
import { AcceptForm, EndpointActions, IncidentActions } from './actions.tsx';
import { IncidentList } from './incidents.tsx';

/** Incidents of one endpoint, what people did about them, and what can be decided. */
export function EndpointIncidents({ detail }: { readonly detail: EndpointDetail }) {
  const id = encodeURIComponent(detail.id);
  const incidents = useApi<z.infer<typeof IncidentPage>>(`/incidents?endpoint=${id}&limit=200`);
  const actions = useApi<z.infer<typeof ActionList>>(`/endpoints/${id}/actions`);
  const reload = () => {
    incidents.reload();
    actions.reload();
  };
  const isActive = incidents.data?.incidents.some(({ incident }) => ['open', 'acknowledged'].includes(incident.status));
  return (
    <>
      <Card id="incidents" title="Incidents">
        {incidents.data === undefined ? (
          <Waiting error={incidents.error} what="incidents" />
        ) : (
          <IncidentList incidents={incidents.data.incidents} />
        )}
      </Card>
      <Card id="actions" title="What people did">
        {actions.data === undefined ? (
          <Waiting error={actions.error} what="actions" />
        ) : actions.data.actions.length === 0 ? (
          <Empty>Nobody has done anything about this endpoint yet.</Empty>
        ) : (
          <ul class="plain-list">
            {actions.data.actions.map((action) => (
              <li key={action.number}>
                <Time at={action.at} /> <strong>{action.by}</strong> {actionWords(action)}: {action.why}
              </li>
            ))}
          </ul>
        )}
      </Card>
      {isActive === true ? <IncidentActions endpoint={detail.id} onDone={reload} /> : null}
      <EndpointActions endpoint={detail.id} onDone={reload} />
      <AcceptForm endpoint={detail.id} onDone={reload} />
    </>
  );
}

function actionWords(action: Action): string {
  switch (action.kind) {
    case 'acknowledged':
      return 'acknowledged the incident';
    case 'resolved':
      return 'resolved the incident';
    case 'silenced':
      return `silenced it until ${utcTime(action.until)}`;
    case 'unsilenced':
      return 'ended the silence';
    case 'marked':
      return `marked ${utcTime(action.happenedAt)}`;
  }
}
