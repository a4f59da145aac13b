import { useLocation, useRoute } from 'preact-iso';
import type * as z from 'zod';
import type { ListedAnswer, RunComparison } from '../../api/answers/sample-answers.ts';
import { answerText } from '../../domain/run/answer-text.ts';
import { plural } from '../../report/words/format.ts';
import { usePages } from '../client.ts';
import { links } from '../links.ts';
import { Card, Empty, Time, Title, Waiting } from '../parts/basics.tsx';
import { Difference, firstDifference } from '../parts/difference.tsx';
import { AnswerBody, answerFacts } from './answers.tsx';

type Comparison = z.infer<typeof RunComparison>;
const mostPages = 20;

/** Two runs side by side, golden by golden, with what differs marked. */
export function CompareView() {
  const { params } = useRoute();
  const { query } = useLocation();
  const [before, after] = [params.before ?? '', params.after ?? ''];
  const search = query.golden === undefined ? '' : `?golden=${encodeURIComponent(query.golden)}`;
  const { pages, error, done } = usePages<Comparison>(
    `/runs/${encodeURIComponent(before)}/compared-with/${encodeURIComponent(after)}${search}`,
    mostPages,
  );
  const goldens = pages.flatMap((page) => page.goldens);
  const [first] = pages;
  return (
    <>
      <Title text="Two runs" kicker={<a href={links.run(after)}>Run {after}</a>}>
        Two runs side by side
      </Title>
      {first === undefined ? (
        <Waiting error={error} what="the comparison" />
      ) : (
        <>
          <p class="lead">
            <a href={links.run(before)}>
              <Time at={first.before.at} />
            </a>{' '}
            and{' '}
            <a href={links.run(after)}>
              <Time at={first.after.at} />
            </a>
            . One different answer proves nothing: the same model answers differently again and again.
          </p>
          {query.golden === undefined ? (
            <ul class="chips">
              {goldens.map(({ golden, same, pairs }) => (
                <li key={golden}>
                  <a href={`#${encodeURIComponent(golden)}`}>{golden}</a>{' '}
                  <span class="muted">
                    {same} of {pairs} the same
                  </span>
                </li>
              ))}
            </ul>
          ) : (
            <p>
              <a href={links.compare(before, after)}>All goldens</a>
            </p>
          )}
          {done && goldens.length === 0 ? <Empty>Neither run drew anything.</Empty> : null}
          {goldens.map((golden) => (
            <GoldenPair key={golden.golden} {...golden} runs={[before, after]} />
          ))}
        </>
      )}
    </>
  );
}

function GoldenPair({
  golden,
  before,
  after,
  same,
  pairs,
  versions,
  runs,
}: Comparison['goldens'][number] & { readonly runs: readonly [string, string] }) {
  const repetitions = [...new Set([...before, ...after].map(({ sample }) => sample.repetition))].sort((a, b) => a - b);
  const isEdited = versions.before !== undefined && versions.after !== undefined && versions.before !== versions.after;
  return (
    <Card
      id={encodeURIComponent(golden)}
      title={golden}
      note={`${same} of ${plural(pairs, 'pair')} of answers are the same text.`}
    >
      {isEdited ? (
        <p class="notice warning-tone">The golden was edited in between: these are answers to different requests.</p>
      ) : null}
      {repetitions.map((repetition) => {
        const of = (side: readonly ListedAnswer[]) => side.find(({ sample }) => sample.repetition === repetition);
        return (
          <Pair key={repetition} golden={golden} repetition={repetition} was={of(before)} is={of(after)} runs={runs} />
        );
      })}
    </Card>
  );
}

interface PairProps {
  readonly golden: string;
  readonly repetition: number;
  readonly was: ListedAnswer | undefined;
  readonly is: ListedAnswer | undefined;
  readonly runs: readonly [string, string];
}

function Pair({ golden, repetition, was, is, runs }: PairProps) {
  const texts = [was, is].map((answer) => (answer === undefined ? undefined : textOf(answer)));
  const [before, after] = texts;
  const isSame = before !== undefined && before === after;
  return (
    <article class="example">
      <h3>
        Draw {repetition}{' '}
        <span class="muted plain">
          {isSame
            ? 'the same'
            : before !== undefined && after !== undefined
              ? `the same up to character ${firstDifference(before, after)}`
              : ''}
        </span>
      </h3>
      <div class="sides-head">
        {([was, is] as const).map((answer, i) => (
          <span key={runs[i]}>
            <a href={links.answer(runs[i] as string, golden, repetition)}>{i === 0 ? 'earlier' : 'later'}</a>{' '}
            <span class="muted">
              {answer === undefined ? 'not drawn' : answerFacts(answer).slice(0, 3).join(' · ')}
            </span>
          </span>
        ))}
      </div>
      {before !== undefined && after !== undefined ? (
        <Difference before={before} after={after} />
      ) : (
        <div class="sides">
          {([was, is] as const).map((answer, i) => (
            <div key={runs[i]}>{answer === undefined ? null : <AnswerBody answer={answer} />}</div>
          ))}
        </div>
      )}
    </article>
  );
}

/** What was said, tool calls among it; nothing for a call that failed. */
function textOf({ sample }: ListedAnswer): string | undefined {
  return sample.error === undefined ? answerText(sample) : undefined;
}
