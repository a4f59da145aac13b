import type * as z from 'zod';
import type { EndpointDetail } from '../../api/answers/endpoint-answers.ts';
import type { ConditionPage } from '../../api/answers/incident-answers.ts';
import type { FactPage } from '../../api/answers/run-answers.ts';
import { changeWords, factReach, factSubject } from '../../report/words/fact-words.ts';
import { useApi } from '../client.ts';
import { links } from '../links.ts';
import { Badge, Card, Empty, Scroll, Time, Waiting } from '../parts/basics.tsx';
import { visible } from '../parts/said.tsx';

/** What is certain without statistics, and what keeps the endpoint from being watched. */
export function FactsView({ detail }: { readonly detail: EndpointDetail }) {
  const id = encodeURIComponent(detail.id);
  const facts = useApi<z.infer<typeof FactPage>>(`/endpoints/${id}/facts?limit=50`);
  const conditions = useApi<z.infer<typeof ConditionPage>>(`/endpoints/${id}/conditions?limit=100`);
  return (
    <>
      <Card id="facts" title="Facts" note="What was constant and is not any more, newest first. A fact is no alarm.">
        {facts.data === undefined ? (
          <Waiting error={facts.error} what="facts" />
        ) : facts.data.facts.length === 0 ? (
          <Empty>{noneWords(detail, 'Nothing that was constant has been seen to change.')}</Empty>
        ) : (
          <Scroll label="Facts">
            <table>
              <thead>
                <tr>
                  <th scope="col">What</th>
                  <th scope="col">Was → is</th>
                  <th scope="col">Seen</th>
                  <th scope="col">Told by the run of</th>
                </tr>
              </thead>
              <tbody>
                {facts.data.facts.map(({ fact, trust, run, at }) => (
                  <tr key={JSON.stringify([fact.kind, fact.golden, fact.was, fact.now, run])}>
                    <th scope="row">
                      {factSubject(fact)}
                      <span class="muted block plain">{trust}</span>
                    </th>
                    <td class="wrap">{visible(changeWords(fact))}</td>
                    <td>{factReach(fact)}</td>
                    <td class="nowrap">
                      <a href={links.run(run)}>
                        <Time at={at} short />
                      </a>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Card>
      <Card
        id="conditions"
        title="Conditions"
        note="What keeps the endpoint from being watched, or did. It says nothing about the model."
      >
        {conditions.data === undefined ? (
          <Waiting error={conditions.error} what="conditions" />
        ) : conditions.data.conditions.length === 0 ? (
          <Empty>{noneWords(detail, 'No condition was recorded.')}</Empty>
        ) : (
          <ul class="plain-list">
            {conditions.data.conditions.map(({ condition, name, sentence, todo }) => (
              <li key={condition.id}>
                <Badge tone={condition.status === 'open' ? 'warning' : 'neutral'}>{name}</Badge> {sentence}.
                {condition.status === 'open' && todo !== '' ? <span class="muted block">{todo}</span> : null}
              </li>
            ))}
          </ul>
        )}
      </Card>
    </>
  );
}

/** That nothing was seen says something only where somebody looked. */
function noneWords({ lastRun }: EndpointDetail, words: string): string {
  return lastRun === undefined ? 'No run was made yet.' : words;
}
