import type { EndpointDetail } from '../../api/answers/endpoint-answers.ts';
import { count, duration, percent, plural, pValue as pValueText, rough } from '../../report/words/format.ts';
import { Card, Empty, Scroll, Time } from '../parts/basics.tsx';

/** How the verdict came about, in plain words and with the numbers that were used. */
export function Decision({ detail }: { readonly detail: EndpointDetail }) {
  const { budget, decision, epochs, effectFloor, repetitions } = detail;
  return (
    <>
      <Card id="decision" title="How it was decided">
        <p>
          Every {duration(budget.everySeconds * 1000)} a run replays the goldens, {plural(repetitions, 'draw')} each.
          Each channel turns the run into one score of strangeness and ranks it among the earlier runs of the epoch.
          While nothing changes, every rank is equally likely, however noisy the model is. Ranks that stay extreme add
          up to evidence; an alarm is raised when the evidence of a channel reaches its threshold.
        </p>
        <p>
          The thresholds follow from the promise: {decision.promise}. With threshold A, at most m / A false alarms are
          expected in m runs, for every m, with no further assumption on how answers are distributed.
          {effectFloor > 0
            ? ` Nobody is woken for an effect under ${percent(effectFloor)} of answers, unless refusals, JSON, tool calls or expectations changed.`
            : ''}
        </p>
        {decision.thresholds.length === 0 ? (
          <Empty>Nothing has been tested yet.</Empty>
        ) : (
          <Scroll label="Thresholds">
            <table>
              <caption>Thresholds at {count(budget.runsPerYear)} runs a year</caption>
              <thead>
                <tr>
                  <th scope="col">Channel</th>
                  <th scope="col" class="number">
                    Evidence after the last run
                  </th>
                  <th scope="col" class="number">
                    Threshold A
                  </th>
                  <th scope="col" class="number">
                    False alarms a year, at most
                  </th>
                </tr>
              </thead>
              <tbody>
                {decision.thresholds.map((threshold) => (
                  <tr key={threshold.channel}>
                    <th scope="row">{threshold.channel}</th>
                    <td class="number">
                      {threshold.logStatistic === null ? 'not tested yet' : rough(Math.exp(threshold.logStatistic))}
                    </td>
                    <td class="number">{rough(threshold.averageRunLength)}</td>
                    <td class="number">{rough(threshold.falseAlarmsPerYear)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        <p>
          What is assumed: runs of one epoch are exchangeable while nothing changes, that is, no run of the baseline is
          special by its place. What is not claimed: a cause, or that a quiet endpoint is unchanged in ways that these
          goldens do not show.
        </p>
      </Card>
      <Card id="health" title="Does the assumption hold?" note="Checks of the ranks of the newest runs of this epoch.">
        <Scroll label="Checks">
          <table>
            <thead>
              <tr>
                <th scope="col">Check</th>
                <th scope="col">Answer</th>
                <th scope="col" class="number">
                  p-value
                </th>
              </tr>
            </thead>
            <tbody>
              {decision.health.map(({ name, asks, answer, pValue }) => (
                <tr key={name}>
                  <th scope="row" class="plain">
                    {asks}
                  </th>
                  <td>{answer}</td>
                  <td class="number">{pValueText(pValue)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </Card>
      <Card
        id="epochs"
        title="Baselines"
        note="Runs since a baseline was accepted are an epoch. Who began it and why is kept for ever."
      >
        {epochs.length === 0 ? (
          <Empty>None yet: the first answered run begins one.</Empty>
        ) : (
          <Scroll label="Baselines">
            <table>
              <thead>
                <tr>
                  <th scope="col">Epoch</th>
                  <th scope="col">Began</th>
                  <th scope="col">By</th>
                  <th scope="col">Why</th>
                </tr>
              </thead>
              <tbody>
                {epochs.toReversed().map((epoch) => (
                  <tr key={epoch.number}>
                    <th scope="row">{epoch.returnsTo === undefined ? epoch.number : `back to ${epoch.returnsTo}`}</th>
                    <td class="nowrap">
                      <Time at={epoch.startedAt} />
                    </td>
                    <td>{epoch.by}</td>
                    <td class="wrap">{epoch.why}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Card>
    </>
  );
}
