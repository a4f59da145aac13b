import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type * as z from 'zod';
import type { About } from '../../api/answers/incident-answers.ts';
import { type ApiError, ask, hasToken, useApi } from '../client.ts';
import { Card } from '../parts/basics.tsx';

interface ActionProps {
  /** Where it is posted. */
  readonly path: string;
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly button: string;
  readonly done: string;
  readonly onDone: () => void;
  /** Further fields, each with what is sent of it. */
  readonly more?: readonly Field[];
}

interface Field {
  readonly name: string;
  readonly input: ComponentChildren;
  readonly value: (text: string) => string | undefined;
}

const nameKey = 'pinwatch-name';

/** A decision of a person: who, why, and one button. Says why it cannot be made where it cannot. */
export function Action({ path, id, title, note, button, done, onDone, more = [] }: ActionProps) {
  const about = useApi<z.infer<typeof About>>('');
  const [said, setSaid] = useState<{ readonly error?: ApiError; readonly done?: boolean; readonly busy?: boolean }>({});
  if (about.data === undefined) return null;
  const mayDecide = about.data.mayDecide && hasToken();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const [by, why] = [String(form.get('by')), String(form.get('why'))];
    localStorage.setItem(nameKey, by);
    const others = more.flatMap(({ name, value }) => {
      const sent = value(String(form.get(name) ?? ''));
      return sent === undefined ? [] : [[name, sent]];
    });
    setSaid({ busy: true });
    try {
      await ask(path, { by, why, ...Object.fromEntries(others) });
      setSaid({ done: true });
      onDone();
    } catch (error) {
      setSaid({ error: error as ApiError });
    }
  };
  return (
    <Card id={id} title={title} note={note}>
      {mayDecide ? (
        <form class="action" onSubmit={submit}>
          <label>
            Who decides{' '}
            <input
              name="by"
              required
              maxLength={100}
              autoComplete="name"
              defaultValue={localStorage.getItem(nameKey) ?? ''}
            />
          </label>
          <label class="wide">
            Why <input name="why" required maxLength={500} autoComplete="off" />
          </label>
          {more.map(({ input }) => input)}
          <button type="submit" disabled={said.busy === true}>
            {button}
          </button>
        </form>
      ) : (
        <p class="muted">
          {about.data.mayDecide
            ? 'To decide, open the address that pinwatch serve wrote in its terminal: it holds a token.'
            : 'Nothing can be decided here: the page was served to look at.'}
        </p>
      )}
      <p aria-live="polite">
        {said.done === true ? <span class="good-text">{done}</span> : null}
        {said.error === undefined ? null : (
          <span class="alarm-text">
            {said.error.message}: {said.error.problems.map(({ where, what }) => `${where}: ${what}`).join('; ')}
          </span>
        )}
      </p>
    </Card>
  );
}

interface Of {
  readonly endpoint: string;
  readonly onDone: () => void;
}

const pathOf = (endpoint: string, name: string) => `/endpoints/${encodeURIComponent(endpoint)}/${name}`;

/** What can be decided about an incident that goes on. */
export function IncidentActions({ endpoint, onDone }: Of) {
  return (
    <>
      <Action
        id="acknowledge"
        path={pathOf(endpoint, 'acknowledge')}
        title="Acknowledge"
        note="You have seen it: no more messages until it is over. Incidents that were told together with it are acknowledged as well."
        button="Acknowledge"
        done="Acknowledged: no more messages about it."
        onDone={onDone}
      />
      <Action
        id="resolve"
        path={pathOf(endpoint, 'resolve')}
        title="Resolve"
        note="It is over because you say so, and the baseline stays. If runs still show the change, the incident is opened again."
        button="Resolve"
        done="Resolved: the baseline stays."
        onDone={onDone}
      />
    </>
  );
}

/** Takes what is served now as the new normal. */
export function AcceptForm({ endpoint, onDone }: Of) {
  return (
    <Action
      id="accept"
      path={pathOf(endpoint, 'accept')}
      title="Accept what is served now"
      note="The next runs are learned as the new baseline before anything is judged, and an open incident is closed. Who and why are kept for ever; pinwatch accept --undo takes it back."
      button="Accept as new baseline"
      done="Accepted: a new baseline begins."
      onDone={onDone}
    />
  );
}

/** Ends every silence of an endpoint. */
export function EndSilence({ endpoint, onDone }: Of) {
  return (
    <Action
      id="unsilence"
      path={pathOf(endpoint, 'unsilence')}
      title="End the silence"
      note="Alerts are told again from now on. What changed meanwhile is told with the next run."
      button="End the silence"
      done="The silence is over."
      onDone={onDone}
    />
  );
}

const hours = [1, 4, 12, 24, 72, 168];

/** What can be decided about an endpoint at any time. */
export function EndpointActions({ endpoint, onDone }: Of) {
  const span = (
    <label key="until">
      For{' '}
      <select name="until">
        {hours.map((count) => (
          <option key={count} value={count}>
            {count < 24 ? `${count} h` : `${count / 24} d`}
          </option>
        ))}
      </select>
    </label>
  );
  const when = (
    <label key="happenedAt">
      When (UTC; now if empty) <input type="datetime-local" name="happenedAt" />
    </label>
  );
  const until = (text: string) => new Date(Date.now() + Number(text) * 3_600_000).toISOString();
  const moment = (text: string) => (text === '' ? undefined : new Date(`${text}Z`).toISOString());
  return (
    <>
      <Action
        id="silence"
        path={pathOf(endpoint, 'silence')}
        title="Silence"
        note="Nothing is told of this endpoint for a while. Runs go on and are judged; what changed meanwhile is told by the first run after it."
        button="Silence"
        done="Silenced."
        onDone={onDone}
        more={[{ name: 'until', input: span, value: until }]}
      />
      <Action
        id="mark"
        path={pathOf(endpoint, 'marks')}
        title="Mark the timeline"
        note="Something happened, e.g. a deployment: a line on the timeline for whoever looks later. It changes nothing."
        button="Mark"
        done="Marked."
        onDone={onDone}
        more={[{ name: 'happenedAt', input: when, value: moment }]}
      />
    </>
  );
}
