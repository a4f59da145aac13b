import type * as z from 'zod';
import type { EndpointDetail } from '../../api/answers/endpoint-answers.ts';
import type { IncidentPage } from '../../api/answers/incident-answers.ts';
import { useApi } from '../client.ts';
import { Card, Waiting } from '../parts/basics.tsx';
import { AcceptForm } from './accept.tsx';
import { IncidentList } from './incidents.tsx';

/** Incidents of one endpoint, and what can be decided about it. */
export function EndpointIncidents({ detail }: { readonly detail: EndpointDetail }) {
  const { data, error, reload } = useApi<z.infer<typeof IncidentPage>>(
    `/incidents?endpoint=${encodeURIComponent(detail.id)}&limit=200`,
  );
  return (
    <>
      <Card id="incidents" title="Incidents">
        {data === undefined ? <Waiting error={error} what="incidents" /> : <IncidentList incidents={data.incidents} />}
      </Card>
      <AcceptForm endpoint={detail.id} onDone={reload} />
    </>
  );
}
