import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileSink } from '../../lib/capture/file-sink.ts';
import { recordingFetch } from '../../lib/capture/recording-fetch.ts';
import { type Answer, loopbackServer } from '../helpers/llm-servers/loopback-server.ts';
import { openaiChat } from '../helpers/llm-servers/openai-chat.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const [rounds, callsInRound] = [60, 20];
/** Between two requests; no model answers faster. */
const paceMs = 2;
const barMs = 1;

/**
 * What a caller waits longer for when its requests are recorded, against a server in the same process, one request at a
 * time; recording redacts and writes to files meanwhile.
 *
 * Held to the bar is the time that a request spends in the recording fetch and not in the real one, each of its hand-overs
 * timed: before sending, after the headers, and at every chunk. Beside it stands the plain comparison of whole requests,
 * with and without, and of two sets without: on a busy machine that one shows the machine.
 */
export async function run(): Promise<void> {
  const text = 'It can be returned within thirty days. '.repeat(25);
  await measure('whole answers', openaiChat.answer({ text }));
  await measure('streams', openaiChat.stream?.({ text }) as Answer);
}

/** What became of some requests that were recorded, streams and whole answers in turn. */
export async function recordSome(calls: number): Promise<{
  readonly requests: number;
  readonly counts: ReturnType<typeof recordingFetch>['counts'];
  readonly lines: number;
}> {
  using folder = temporaryFolder();
  const server = await loopbackServer();
  const answers = [openaiChat.answer({ text: 'Within thirty days.' }), openaiChat.stream?.({ text: 'Thirty days.' })];
  let requests = 0;
  server.script(() => answers[requests++ % answers.length] as Answer);
  const recording = recordingFetch({ fetch, sink: fileSink({ folder: folder.path }) });
  try {
    for (let call = 0; call < calls; call++) {
      const response = await recording(`${server.url}/v1/chat/completions`, init);
      await response.text();
    }
    await recording.flush();
  } finally {
    await server.close();
  }
  const files = readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const texts = files.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'));
  const lines = texts.flatMap((text) => text.split('\n').filter((line) => line !== '')).length;
  return { requests, counts: recording.counts, lines };
}

async function measure(shape: string, answer: Answer): Promise<void> {
  using folder = temporaryFolder();
  const server = await loopbackServer();
  server.script(() => answer);
  const url = `${server.url}/v1/chat/completions`;
  const stopwatch = new Stopwatch();
  const recording = recordingFetch({
    fetch: stopwatch.around(fetch),
    sink: fileSink({ folder: folder.path }),
    redact: { request: ['$.user'], response: ['$..refusal'] },
  });
  const whole = { without: [] as number[], again: [] as number[], with: [] as number[] };
  const processorMs = { without: [] as number[], again: [] as number[], with: [] as number[] };
  const arms = Object.keys(whole) as (keyof typeof whole)[];
  try {
    for (let round = -5; round < rounds; round++)
      for (const arm of arms.map((_, i) => arms[(i + round + 5) % arms.length] as keyof typeof whole)) {
        const before = process.cpuUsage();
        for (let call = 0; call < callsInRound; call++) {
          await pause(paceMs);
          const tookMs = await ask(url, arm === 'with' ? recording : fetch, stopwatch);
          if (round >= 0) whole[arm].push(tookMs);
          else stopwatch.inRecording.length = 0;
        }
        const { user, system } = process.cpuUsage(before);
        if (round >= 0) processorMs[arm].push((user + system) / 1000 / callsInRound);
      }
    await recording.flush();
  } finally {
    await server.close();
  }
  const own = stopwatch.inRecording;
  const [half, most] = [quantile(own, 0.5), quantile(own, 0.99)];
  console.log(
    `capture: ${shape}: ${own.length} requests spent ${ms(half)} in recording at the median, ${ms(most)} at the 99th percentile, bar ${ms(barMs)}${most < barMs ? '' : ' MISSED'}`,
  );
  const both = (arm: keyof typeof whole) => `${ms(quantile(whole[arm], 0.5))} and ${ms(quantile(whole[arm], 0.99))}`;
  const added = (arm: 'again' | 'with') => `${difference(arm, 0.5)} and ${difference(arm, 0.99)}`;
  const difference = (arm: 'again' | 'with', share: number) =>
    ms(quantile(differences(whole[arm], whole.without), share));
  console.log(
    `capture: ${shape}: whole requests, median and 99th percentile: without ${both('without')}, recorded ${both('with')}, without again ${both('again')}`,
  );
  console.log(
    `capture: ${shape}: slower by, pairwise within each round: recorded ${added('with')}, without again ${added('again')} (the machine)`,
  );
  const [plainly, again, withRecording] = (['without', 'again', 'with'] as const).map((arm) =>
    quantile(processorMs[arm], 0.5),
  );
  console.log(
    `capture: ${shape}: processor time of client and server for a request, redacting and writing included: without ${ms(plainly as number)}, again ${ms(again as number)}, recorded ${ms(withRecording as number)}`,
  );
  const { recorded, ...lost } = recording.counts;
  console.log(`capture: ${shape}: ${recorded} recorded, ${JSON.stringify(lost)}`);
}

/** Times what happens around the real fetch: from hand-over to hand-over. */
class Stopwatch {
  /** Per request, milliseconds in the recording fetch. */
  readonly inRecording: number[] = [];
  #sum = 0;
  #handedOver = 0;

  begin(): void {
    this.#sum = 0;
    this.#handedOver = performance.now();
  }

  /** The caller has got what the real fetch gave last. */
  got(): void {
    this.#sum += performance.now() - this.#handedOver;
  }

  end(): void {
    this.inRecording.push(this.#sum);
  }

  around(real: typeof fetch): typeof fetch {
    const hand = () => {
      this.#handedOver = performance.now();
    };
    return async (input, init) => {
      this.got(); // the request has reached the real fetch
      const response = await real(input, init);
      const reader = response.body?.getReader();
      const body = new ReadableStream({
        type: 'bytes',
        async pull(controller) {
          const { done, value } = (await reader?.read()) ?? { done: true };
          hand();
          if (value !== undefined) controller.enqueue(value);
          if (done) controller.close();
        },
      });
      const timed = new Response(body, response);
      hand();
      return timed;
    };
  }
}

async function ask(url: string, via: typeof fetch, stopwatch: Stopwatch): Promise<number> {
  const began = performance.now();
  stopwatch.begin();
  const response = await via(url, init);
  stopwatch.got();
  const reader = response.body?.getReader();
  for (;;) {
    const { done } = (await reader?.read()) ?? { done: true };
    stopwatch.got();
    if (done) break;
  }
  if (via !== fetch) stopwatch.end();
  return performance.now() - began;
}

const init = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Where is my order? '.repeat(500) }] }),
};

/**
 * How much longer one arm took, quantile by quantile within each round, so that a busy moment of the machine counts on both
 * sides. The rounds of the arms follow one another in changing order.
 */
function differences(some: readonly number[], others: readonly number[]): number[] {
  return Array.from({ length: rounds }, (_, round) => {
    const [from, until] = [round * callsInRound, (round + 1) * callsInRound];
    const [a, b] = [some, others].map((times) => times.slice(from, until).sort((x, y) => x - y));
    return (a as number[]).map((time, i) => time - (b?.[i] as number));
  }).flat();
}

function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(3)} ms`;
}
