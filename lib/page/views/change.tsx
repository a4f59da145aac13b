import type { EndpointDetail } from '../../api/answers/endpoint-answers.ts';
import { goldenName } from '../../domain/golden/golden-key.ts';
import type { Explanation } from '../../domain/verdict/explanation.ts';
import { count, percent, percentWithInterval, pValue } from '../../report/words/format.ts';
import { rateTitle } from '../../report/words/rate-words.ts';
import { goldenId, links } from '../links.ts';
import { Card, Scroll, Time } from '../parts/basics.tsx';
import { Difference } from '../parts/difference.tsx';

/** Goldens and rates that are listed at once. */
const mostRows = 12;

/** What changed, as far as it is known. */
export function ChangeSummary({ detail }: { readonly detail: EndpointDetail }) {
  const { explanation } = detail;
  return explanation === undefined ? null : <ChangeCards explanation={explanation} />;
}

export function ChangeCards({ explanation }: { readonly explanation: Explanation }) {
  const { since, effect, goldens, goldensBy, rates, examples } = explanation;
  return (
    <>
      <Card id="change" title="What changed">
        <dl class="facts">
          <div>
            <dt>Since</dt>
            <dd>
              most likely <Time at={since.at} />, <a href={links.run(since.run)}>its run</a>; runs that fit:{' '}
              <Time at={since.earliest.at} /> to <Time at={since.latest.at} />
            </dd>
          </div>
          <div>
            <dt>How big</dt>
            <dd>
              {effect === undefined
                ? 'how far the answers moved cannot be told from these draws'
                : `${percentWithInterval(effect)} of answers are not what the baseline would have given (95 % interval)`}
            </dd>
          </div>
        </dl>
        <Scroll label="Goldens by how far they moved">
          <table>
            <caption>
              {goldensBy === 'ranking'
                ? 'Most moved first; too few runs to test each golden'
                : 'Most moved first; those in bold passed a test of their own'}
            </caption>
            <thead>
              <tr>
                <th scope="col">Golden</th>
                <th scope="col">Moved</th>
                <th scope="col" class="number">
                  p-value
                </th>
              </tr>
            </thead>
            <tbody>
              {goldens.slice(0, mostRows).map((shift) => (
                <tr key={shift.golden}>
                  <th scope="row" class={shift.significant ? '' : 'plain'}>
                    <a href={links.golden(since.run, goldenId(shift.golden))}>{goldenName(shift.golden)}</a>
                  </th>
                  <td>
                    <meter
                      class={shift.significant ? 'significant' : ''}
                      min={0}
                      max={1}
                      value={shift.effect}
                      aria-label={percent(shift.effect)}
                    />{' '}
                    {percent(shift.effect)}
                  </td>
                  <td class="number">{pValue(shift.pValue)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
        {goldens.length > mostRows ? <p class="muted">and {count(goldens.length - mostRows)} more</p> : null}
      </Card>
      {rates.length === 0 ? null : (
        <Card
          id="rates"
          title="Rates before and after"
          note="With exact 95 % intervals that take draws for independent."
        >
          <Scroll label="Rates before and after">
            <table>
              <thead>
                <tr>
                  <th scope="col">Rate</th>
                  <th scope="col">Before</th>
                  <th scope="col">After</th>
                </tr>
              </thead>
              <tbody>
                {rates.slice(0, mostRows).map((rate) => (
                  <tr key={rateTitle(rate) + rate.name}>
                    <th scope="row" class="plain">
                      {rateTitle(rate)}
                    </th>
                    <td>
                      {percentWithInterval(rate.before)}{' '}
                      <span class="muted">
                        {rate.before.count} of {rate.before.draws}
                      </span>
                    </td>
                    <td>
                      {percentWithInterval(rate.after)}{' '}
                      <span class="muted">
                        {rate.after.count} of {rate.after.draws}
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </Card>
      )}
      {examples.length === 0 ? null : (
        <Card
          id="examples"
          title="Examples"
          note="Answers to the same request, where they part. One different answer proves nothing; the evidence above does."
        >
          {examples.map((example, i) => (
            <article class="example" key={`${example.golden} ${i}`}>
              <h3>{goldenName(example.golden)}</h3>
              <div class="sides-head" aria-hidden="true">
                <span>before</span>
                <span>after</span>
              </div>
              <Difference before={example.commonPrefix + example.before} after={example.commonPrefix + example.after} />
            </article>
          ))}
        </Card>
      )}
    </>
  );
}
