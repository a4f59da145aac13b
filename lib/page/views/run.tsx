import { useRoute } from 'preact-iso';
import type * as z from 'zod';
import type { RunDetail } from '../../api/answers/run-answers.ts';
import { goldenName } from '../../domain/golden/golden-key.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { carriedOnWords } from '../../report/words/carried-on-words.ts';
import { changeWords, factSubject } from '../../report/words/fact-words.ts';
import { count, money, multiple, plural, pValue, rough } from '../../report/words/format.ts';
import { utcTime } from '../../report/words/time.ts';
import { useApi } from '../client.ts';
import { links } from '../links.ts';
import { Badge, Card, Empty, Scroll, Time, Title, Waiting } from '../parts/basics.tsx';
import { visible } from '../parts/said.tsx';
import { ChangeCards } from './change.tsx';

type Detail = z.infer<typeof RunDetail>;

/** One run: what was decided, every number behind it, and the way to its answers. */
export function RunView() {
  const { params } = useRoute();
  const run = params.run ?? '';
  const { data, error } = useApi<Detail>(`/runs/${encodeURIComponent(run)}`);
  if (data === undefined)
    return (
      <>
        <Title text={run}>{run}</Title>
        <Waiting error={error} what={`run ${run}`} />
      </>
    );
  const { summary, judgement, before, after } = data;
  return (
    <>
      <Title
        text={`${summary.endpoint}, ${utcTime(summary.at)}`}
        kicker={<a href={links.endpoint(summary.endpoint)}>{summary.endpoint}</a>}
      >
        Run of <Time at={summary.at} />
      </Title>
      <p>
        <Badge tone={summary.tone}>{summary.verdictWord}</Badge> <code class="muted">{summary.run}</code>
      </p>
      <nav class="toolbar" aria-label="Other runs">
        {before === undefined ? null : (
          <a class="button" href={links.run(before)}>
            ← Run before
          </a>
        )}
        {after === undefined ? null : (
          <a class="button" href={links.run(after)}>
            Run after →
          </a>
        )}
        {before === undefined ? null : (
          <a class="button" href={links.compare(before, summary.run)}>
            Compare with the run before
          </a>
        )}
        {summary.incident === undefined ? null : (
          <a class="button" href={links.incident(summary.incident)}>
            Its incident
          </a>
        )}
      </nav>
      <Card id="counts" title="What arrived">
        <dl class="tiles">
          <div>
            <dt>Answers</dt>
            <dd class="value">
              {summary.completed} of {summary.planned}
            </dd>
            <dd class="note">
              {summary.failed === 0 ? 'no call failed for good' : `${plural(summary.failed, 'draw')} failed for good`}
            </dd>
          </div>
          <div>
            <dt>Tokens</dt>
            <dd class="value">{count(summary.inputTokens + summary.outputTokens)}</dd>
            <dd class="note">
              {count(summary.inputTokens)} of prompts, {count(summary.outputTokens)} of answers
            </dd>
          </div>
          {summary.costMicros === undefined || summary.currency === undefined ? null : (
            <div>
              <dt>Cost</dt>
              <dd class="value">{money(summary.costMicros, summary.currency)}</dd>
              <dd class="note">at the price that is configured now</dd>
            </div>
          )}
          <div>
            <dt>Epoch</dt>
            <dd class="value">{summary.epoch}</dd>
            <dd class="note">
              {summary.status === 'open'
                ? 'under way'
                : summary.counted === false
                  ? 'too few answers: it counts for nothing'
                  : summary.status}
            </dd>
          </div>
        </dl>
        {summary.coverageWords === undefined ? null : <p>{summary.coverageWords}</p>}
      </Card>
      <Card id="answers" title="Answers">
        <ul class="chips">
          {data.goldens.map(({ golden, answers, failed }) => (
            <li key={golden}>
              <a href={links.golden(summary.run, golden)}>{golden}</a>{' '}
              <span class="muted">
                {answers}
                {failed > 0 ? `, ${failed} failed` : ''}
              </span>
            </li>
          ))}
        </ul>
        {data.failedDraws.length === 0 ? null : (
          <ul class="plain-list">
            {data.failedDraws.map(({ golden, failure, draws, of, answered }) => (
              <li key={golden + failure}>
                {golden}: {plural(draws, 'draw')} of {of} lost an attempt to <code>{failure}</code>
                {answered > 0 ? `, ${answered} of them answered later` : ''}
              </li>
            ))}
          </ul>
        )}
      </Card>
      {judgement === undefined ? <Empty>It was not judged yet.</Empty> : <Numbers judgement={judgement} />}
      {judgement?.explanation === undefined ? null : <ChangeCards explanation={judgement.explanation} />}
    </>
  );
}

function Numbers({ judgement }: { readonly judgement: Judgement }) {
  const { evidence, detector } = judgement;
  const carriedOn = carriedOnWords(judgement);
  return (
    <>
      <Card
        id="numbers"
        title="How the number was made"
        note={`By ${detector}, after ${plural(evidence.baselineRuns, 'earlier run')} of this epoch.`}
      >
        {carriedOn === undefined ? null : <p>This run: {carriedOn}.</p>}
        {evidence.channels.length === 0 ? (
          <Empty>The run was learned; nothing was tested.</Empty>
        ) : (
          <Scroll label="Channels">
            <table>
              <thead>
                <tr>
                  <th scope="col">Channel</th>
                  <th scope="col" class="number">
                    Score
                  </th>
                  <th scope="col" class="number">
                    Ranked among
                  </th>
                  <th scope="col" class="number">
                    p-value
                  </th>
                  <th scope="col" class="number">
                    Evidence
                  </th>
                  <th scope="col" class="number">
                    Threshold
                  </th>
                  <th scope="col">So</th>
                  <th scope="col">What led</th>
                </tr>
              </thead>
              <tbody>
                {evidence.channels.map((channel) => (
                  <tr key={channel.channel}>
                    <th scope="row">{channel.channel}</th>
                    <td class="number">{rough(channel.score)}</td>
                    <td class="number">{plural(channel.references, 'run')}</td>
                    <td class="number">{pValue(channel.pValue)}</td>
                    <td class="number">
                      {channel.logStatistic === null ? '–' : rough(Math.exp(channel.logStatistic))}
                    </td>
                    <td class="number">{rough(Math.exp(channel.logThreshold))}</td>
                    <td>
                      {channel.logStatistic === null
                        ? 'not tested'
                        : `${multiple(channel.logStatistic - channel.logThreshold)} the threshold`}
                    </td>
                    <td>
                      {channel.led === undefined
                        ? '–'
                        : `${channel.led.group}, over ${plural(channel.led.runs, 'run')}`}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        {(evidence.goldens ?? []).length === 0 ? null : (
          <details>
            <summary>Strangeness of each golden</summary>
            <Scroll label="Scores of goldens">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Golden</th>
                    <th scope="col" class="number">
                      Standard deviations from usual
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {[...(evidence.goldens ?? [])]
                    .sort((a, b) => b.score - a.score)
                    .map(({ golden, score }) => (
                      <tr key={golden}>
                        <th scope="row" class="plain">
                          {goldenName(golden)}
                        </th>
                        <td class="number">{score.toFixed(2)}</td>
                      </tr>
                    ))}
                </tbody>
              </table>
            </Scroll>
          </details>
        )}
      </Card>
      {evidence.facts.length === 0 ? null : (
        <Card id="facts" title="Facts" note="What was constant and is not any more. A fact is no alarm.">
          <ul class="plain-list">
            {evidence.facts.map((fact) => (
              <li key={JSON.stringify([fact.kind, fact.golden, fact.now])}>
                <strong>{factSubject(fact)}</strong>: <span class="wrap">{visible(changeWords(fact))}</span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}
