import { useLocation } from 'preact-iso';
import type { ChangeAnswer } from '../../api/answers/change-answers.ts';
import { useApi } from '../client.ts';
import { Card, Waiting } from '../parts/basics.tsx';

const dayMs = 86_400_000;

/** Did the model change last Tuesday? One day, one sentence, and an address that asks it again. */
export function DidItChange({ endpoint }: { readonly endpoint: string }) {
  const { query, path, route } = useLocation();
  const { on } = query;
  const begin = on === undefined ? Number.NaN : Date.parse(`${on}T00:00:00Z`);
  const isDay = !Number.isNaN(begin);
  const span = isDay ? `from=${on}&to=${new Date(begin + dayMs).toISOString().slice(0, 10)}` : '';
  const { data, error } = useApi<ChangeAnswer>(
    isDay ? `/endpoints/${encodeURIComponent(endpoint)}/change?${span}` : undefined,
  );
  const choose = (day: string) => {
    const search = new URLSearchParams(query);
    if (day === '') search.delete('on');
    else search.set('on', day);
    route(search.size === 0 ? path : `${path}?${search}`, true);
  };
  return (
    <Card id="did-it-change" title="Did it change on a day?">
      <div class="toolbar">
        <label>
          Day (UTC){' '}
          <input type="date" value={isDay ? on : ''} onChange={(event) => choose(event.currentTarget.value)} />
        </label>
      </div>
      {!isDay ? null : data === undefined ? (
        <Waiting error={error} what="the answer" />
      ) : (
        <div aria-live="polite">
          <p class={`notice ${data.tone}-tone`}>{data.sentence}</p>
          {data.notes.length === 0 ? null : (
            <ul>
              {data.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          )}
        </div>
      )}
    </Card>
  );
}
