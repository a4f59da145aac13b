import type * as z from 'zod';
import type { ActionList } from '../../api/answers/action-answers.ts';
import type { EndpointDetail } from '../../api/answers/endpoint-answers.ts';
import type { IncidentPage } from '../../api/answers/incident-answers.ts';
import { silences } from '../../domain/verdict/silences.ts';
import { useApi } from '../client.ts';
import { Card, Empty, Waiting } from '../parts/basics.tsx';
import { ActionLines } from './action-lines.tsx';
import { AcceptForm, EndpointActions, EndSilence, IncidentActions } from './actions.tsx';
import { IncidentList } from './incidents.tsx';

/** Incidents of one endpoint, what people did about them, and what can be decided. */
export function EndpointIncidents({
  detail,
  onChange,
}: {
  readonly detail: EndpointDetail;
  /** Hears of each decision. */
  readonly onChange: () => void;
}) {
  const id = encodeURIComponent(detail.id);
  const incidents = useApi<z.infer<typeof IncidentPage>>(`/incidents?endpoint=${id}&limit=200`);
  const actions = useApi<z.infer<typeof ActionList>>(`/endpoints/${id}/actions`);
  const reload = () => {
    incidents.reload();
    actions.reload();
    onChange();
  };
  const isActive = incidents.data?.incidents.some(({ incident }) => ['open', 'acknowledged'].includes(incident.status));
  const isSilent = silences(actions.data?.actions.toReversed() ?? []).some(
    ({ until }) => Date.parse(until) > Date.now(),
  );
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
          <ActionLines actions={actions.data.actions} />
        )}
      </Card>
      {isSilent ? <EndSilence endpoint={detail.id} onDone={reload} /> : null}
      {isActive === true ? <IncidentActions endpoint={detail.id} onDone={reload} /> : null}
      <EndpointActions endpoint={detail.id} onDone={reload} />
      <AcceptForm endpoint={detail.id} onDone={reload} />
    </>
  );
}
