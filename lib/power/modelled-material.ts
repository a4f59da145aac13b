import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { type Random, seededRandom } from '../domain/random.ts';
import type { Draw } from '../domain/run/observed-run.ts';
import { effectiveParameter } from '../plan/sampling.ts';
import { type DrawnRun, type Material, mostRuns } from './material.ts';

/** Answers of the model are no longer than this, whatever is allowed; and as long where nothing limits them. */
const mostWords = 60;
const wordsPerToken = 0.75;

/** At temperature 0, half of the goldens always get the same answer. */
const fixedAtZero = 0.5;
/** A place where answers part, for so many words; how rare the less common way can be, and at temperature 0. */
const wordsAPlace = 8;
const [leastCommon, leastCommonAtZero] = [0.05, 0.01];

/**
 * Runs of a stated model of answers, for an endpoint of which too few are stored. A golden's answer is a sentence as long as its
 * limit allows, 60 words at most; at one word in eight, a draw says another word, with a share that is uniform between 5 % and
 * 50 % and different at every place. At temperature 0 that is between 1 % and 10 %, and half of the goldens have one answer only.
 * Draws are independent of each other, and runs of the server's load: real endpoints are often noisier.
 */
export function modelledMaterial(
  endpoint: Endpoint,
  goldens: readonly GoldenRequest[],
  halved: Material['halved'],
): Material {
  const random = seededRandom(`model ${endpoint.id}`);
  const answers = goldens.map((golden) => ({ key: golden.id, answer: answerOf(endpoint, golden, random) }));
  const runs = Array.from({ length: mostRuns }, (_, i): DrawnRun => {
    const draws = (answer: Answer) => Array.from({ length: endpoint.repetitions }, () => drawOf(answer, random));
    return { run: `model ${i}`, goldens: new Map(answers.map(({ key, answer }) => [key, draws(answer)])) };
  });
  return { origin: 'model', runs, halved };
}

/** Words, and at some of them the share of draws that say another one. */
type Answer = readonly { readonly word: string; readonly other?: number }[];

function answerOf(endpoint: Endpoint, golden: GoldenRequest, random: Random): Answer {
  const limit = effectiveParameter(golden, endpoint, 'maxTokens');
  const isCold = effectiveParameter(golden, endpoint, 'temperature') === 0;
  const words =
    typeof limit === 'number' ? Math.max(1, Math.min(mostWords, Math.round(limit * wordsPerToken))) : mostWords;
  const isFixed = isCold && random() < fixedAtZero;
  const [low, high] = isCold ? [leastCommonAtZero, 0.1] : [leastCommon, 0.5];
  const places = new Set(
    isFixed ? [] : Array.from({ length: Math.ceil(words / wordsAPlace) }, () => Math.floor(random() * words)),
  );
  return Array.from({ length: words }, (_, i) => {
    const word = wordOf(random);
    return places.has(i) ? { word, other: low + (high - low) * random() } : { word };
  });
}

function drawOf(answer: Answer, random: Random): Draw {
  const said = answer.map(({ word, other }) => (other !== undefined && random() < other ? `un${word}` : word));
  const properties = { json: 0, refusal: 0, stop: 1, empty: 0, 'tool-call': 0, 'invalid-tool-arguments': 0 };
  return { text: said.join(' '), toolCalls: [], finishReason: 'stop', properties };
}

const letters = 'etaoinshrdlu';

function wordOf(random: Random): string {
  const length = 2 + Math.floor(6 * random());
  return Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('');
}
