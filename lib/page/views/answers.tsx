import { useRoute } from 'preact-iso';
import type * as z from 'zod';
import type { AnswerDetail, AnswerPage, GoldenView, ListedAnswer } from '../../api/answers/sample-answers.ts';
import { count } from '../../report/words/format.ts';
import { useApi, usePages } from '../client.ts';
import { links } from '../links.ts';
import { Card, Empty, Time, Title, Waiting } from '../parts/basics.tsx';
import { Said } from '../parts/said.tsx';

const mostPages = 20;

/** What a run answered to one golden. */
export function AnswersView() {
  const { params } = useRoute();
  const [run, golden] = [params.run ?? '', params.golden ?? ''];
  const path = `/runs/${encodeURIComponent(run)}/answers?golden=${encodeURIComponent(golden)}`;
  const { pages, error, done } = usePages<z.infer<typeof AnswerPage>>(path, mostPages);
  const answers = pages.flatMap((page) => page.answers);
  return (
    <>
      <Title text={`${golden} in ${run}`} kicker={<a href={links.run(run)}>Run {run}</a>}>
        Answers to {golden}
      </Title>
      {answers.length === 0 && (!done || error !== undefined) ? <Waiting error={error} what="answers" /> : null}
      {done && answers.length === 0 && error === undefined ? <Empty>It was not drawn.</Empty> : null}
      {answers.map((answer) => (
        <AnswerCard key={`${answer.name} ${answer.sample.repetition}`} answer={answer} run={run} golden={golden} />
      ))}
    </>
  );
}

interface AnswerCardProps {
  readonly answer: ListedAnswer;
  readonly run: string;
  readonly golden: string;
  readonly isWhole?: boolean;
}

function AnswerCard({ answer, run, golden, isWhole = false }: AnswerCardProps) {
  const { sample, fails, isCut, characters, name } = answer;
  const isStep = name !== sample.golden && name !== golden;
  return (
    <section class="card answer" aria-label={`${name}, draw ${sample.repetition}`}>
      <h2>
        {isStep ? (
          name
        ) : isWhole ? (
          `Draw ${sample.repetition}`
        ) : (
          <a href={links.answer(run, golden, sample.repetition)}>Draw {sample.repetition}</a>
        )}{' '}
        <span class="muted plain">{answerFacts(answer).join(' · ')}</span>
      </h2>
      {fails.length === 0 ? null : <p class="notice alarm-tone">Fails: {fails.join('; ')}</p>}
      <AnswerBody answer={answer} />
      {isCut ? (
        <p class="muted">
          The first part of {count(characters)} characters.{' '}
          <a href={links.answer(run, golden, sample.repetition)}>All of it</a>
        </p>
      ) : null}
    </section>
  );
}

/** What was said, or that it failed. */
export function AnswerBody({ answer: { sample } }: { readonly answer: ListedAnswer }) {
  if (sample.error !== undefined)
    return (
      <p class="notice warning-tone">
        The call failed: <code>{sample.error}</code>
        {sample.failure?.status === undefined ? '' : ` (status ${sample.failure.status})`}
      </p>
    );
  return (
    <>
      {sample.text === undefined || sample.text === '' ? <p class="muted">no text</p> : <Said text={sample.text} />}
      {(sample.toolCalls ?? []).map((call, i) => (
        <Said key={`${call.name} ${i}`} class="call" text={`${call.name}(${call.arguments})`} />
      ))}
    </>
  );
}

export function answerFacts({ sample }: ListedAnswer): string[] {
  const { finishReason, outputTokens, latencyMs, model, fingerprint, attempts } = sample;
  return [
    ...(finishReason === undefined ? [] : [finishReason]),
    ...(outputTokens === undefined ? [] : [`${count(outputTokens)} tokens`]),
    ...(latencyMs === undefined ? [] : [`${count(latencyMs)} ms`]),
    ...(attempts === undefined || attempts < 2 ? [] : [`${attempts} attempts`]),
    ...(model === undefined ? [] : [model]),
    ...(fingerprint === undefined ? [] : [fingerprint]),
  ];
}

/** One answer, whole, with the request that it answers. */
export function AnswerView() {
  const { params } = useRoute();
  const [run, golden, repetition] = [params.run ?? '', params.golden ?? '', params.repetition ?? ''];
  const path = `/runs/${encodeURIComponent(run)}/answers/${encodeURIComponent(golden)}/${encodeURIComponent(repetition)}`;
  const { data, error } = useApi<z.infer<typeof AnswerDetail>>(path);
  return (
    <>
      <Title text={`${golden} #${repetition}`} kicker={<a href={links.golden(run, golden)}>Answers to {golden}</a>}>
        {golden}, draw {repetition}
      </Title>
      {data === undefined ? (
        <Waiting error={error} what="the answer" />
      ) : (
        <>
          <p class="muted">
            <Time at={data.answer.sample.at} /> in <a href={links.run(run)}>run {run}</a>
          </p>
          <AnswerCard answer={data.answer} run={run} golden={golden} isWhole />
          {data.golden === undefined ? (
            <Empty>The request that was sent is not in the archive.</Empty>
          ) : (
            <RequestCard golden={data.golden} />
          )}
        </>
      )}
    </>
  );
}

function RequestCard({ golden }: { readonly golden: z.infer<typeof GoldenView> }) {
  return (
    <Card
      id="request"
      title="The request that was sent"
      note={`${golden.api}, version ${golden.version.slice(0, 12)}, ${golden.provenance}`}
    >
      {golden.expectations.length === 0 ? null : (
        <ul class="plain-list">
          {golden.expects.map((name) => (
            <li key={name}>expects: {name}</li>
          ))}
        </ul>
      )}
      <Said text={JSON.stringify(golden.body, null, 2)} />
    </Card>
  );
}
