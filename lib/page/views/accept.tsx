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
}

const nameKey = 'pinwatch-name';

/** A decision of a person: who, why, and one button. Says why it cannot be made where it cannot. */
export function Action({ path, id, title, note, button, done, onDone }: ActionProps) {
  const about = useApi<z.infer<typeof About>>('');
  const [said, setSaid] = useState<{ readonly error?: ApiError; readonly done?: boolean; readonly busy?: boolean }>({});
  if (about.data === undefined) return null;
  const mayDecide = about.data.mayDecide && hasToken();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const [by, why] = [String(form.get('by')), String(form.get('why'))];
    localStorage.setItem(nameKey, by);
    setSaid({ busy: true });
    try {
      await ask(path, { by, why });
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

/** Takes what is served now as the new normal. */
export function AcceptForm({ endpoint, onDone }: { readonly endpoint: string; readonly onDone: () => void }) {
  return (
    <Action
      id="accept"
      path={`/endpoints/${encodeURIComponent(endpoint)}/accept`}
      title="Accept what is served now"
      note="The next runs are learned as the new baseline before anything is judged, and an open incident is closed. Who and why are kept for ever; pinwatch accept --undo takes it back."
      button="Accept as new baseline"
      done="Accepted: a new baseline begins."
      onDone={onDone}
    />
  );
}
