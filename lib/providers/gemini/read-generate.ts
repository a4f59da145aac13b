import * as z from 'zod';
import type { Json } from '../../domain/json.ts';
import type { Completion } from '../../domain/run/completion.ts';
import { argumentText } from '../openai/join-tool-calls.ts';
import type { HttpAnswer } from '../shared/exchange.ts';
import { isBlocked, isReason, readFinishReason } from '../shared/finish-reasons.ts';
import { jsonOf, readPayload } from '../shared/payload.ts';
import { readLogprobs } from '../shared/read-logprobs.ts';
import { Count, omitUnsaid, Text, unreadFields, usageFieldsOf } from '../shared/reading.ts';
import { assembleGenerate } from './assemble-generate.ts';

const FunctionCall = z.looseObject({ name: z.string(), id: Text, args: z.unknown().optional() });
const Part = z.looseObject({
  text: Text,
  thought: z.boolean().nullish().catch(undefined),
  functionCall: FunctionCall.nullish(),
});
const Tokens = z.array(z.looseObject({ token: z.unknown().optional(), logProbability: z.unknown().optional() }));

const Candidate = z.looseObject({
  content: z.looseObject({ parts: z.array(Part).nullish() }).nullish(),
  finishReason: Text,
  logprobsResult: z
    .looseObject({
      chosenCandidates: Tokens.nullish(),
      topCandidates: z.array(z.looseObject({ candidates: Tokens.nullish() })).nullish(),
    })
    .nullish()
    .catch(undefined),
});
type Candidate = z.infer<typeof Candidate>;

const Answer = z.looseObject({
  candidates: z.array(Candidate).nullish(),
  promptFeedback: z.looseObject({ blockReason: Text }).nullish().catch(undefined),
  usageMetadata: z
    .looseObject({
      promptTokenCount: Count,
      candidatesTokenCount: Count,
      thoughtsTokenCount: Count,
      cachedContentTokenCount: Count,
      trafficType: Text,
    })
    .nullish()
    .catch(undefined),
  modelVersion: Text,
  modelStatus: z.looseObject({ modelStage: Text, retirementTime: Text }).nullish().catch(undefined),
});

const known = ['candidates', 'usageMetadata', 'modelVersion', 'modelStatus', 'responseId', 'createTime'];
const knownOfCandidate = ['content', 'finishReason', 'logprobsResult', 'index', 'tokenCount'];

/**
 * Reads what generateContent answered, on the Gemini API or on Vertex AI; a stream comes as events, or as a list of the same
 * chunks where a proxy dropped `alt=sse`.
 */
export function readGenerateAnswer({ body }: HttpAnswer): Completion {
  const payload = readPayload(body);
  if (payload.kind === 'stream') return readGenerate(assembleGenerate(jsonOf(payload.events)));
  return readGenerate(Array.isArray(payload.json) ? assembleGenerate(payload.json) : payload.json);
}

/** Reads one answer object. Of several candidates the first is the draw. */
export function readGenerate(json: unknown): Completion {
  const answer = Answer.parse(json);
  const candidate = answer.candidates?.[0];
  const feedback = answer.promptFeedback?.blockReason;
  const blockReason = isReason(feedback) ? feedback : undefined;
  // The API leaves the reason out of a candidate for as long as the model has not stopped.
  const ended = candidate === undefined ? blockReason : candidate.finishReason;

  const parts = candidate?.content?.parts ?? [];
  const finishReason = readFinishReason(ended ?? blockReason, true);
  const { usageMetadata: usage } = answer;
  return omitUnsaid<Completion>({
    text: parts.map(({ text, thought }) => (thought === true ? '' : (text ?? ''))).join(''),
    refusal: blockReason !== undefined || isBlocked(finishReason) ? true : undefined,
    finishReason,
    toolCalls: parts.flatMap(({ functionCall }) => (functionCall == null ? [] : [callOf(functionCall)])),
    inputTokens: usage?.promptTokenCount,
    // Thoughts are counted apart here and inside the output everywhere else.
    outputTokens: sum(usage?.candidatesTokenCount, usage?.thoughtsTokenCount),
    cachedInputTokens: usage?.cachedContentTokenCount,
    reasoningTokens: usage?.thoughtsTokenCount,
    usageFields: usageFieldsOf(usage),
    ...readLogprobs(tokens(candidate)),
    model: answer.modelVersion,
    identity: omitUnsaid({
      modelStage: answer.modelStatus?.modelStage,
      retiresAt: answer.modelStatus?.retirementTime,
      trafficType: usage?.trafficType,
    }),
    extra: {
      ...unreadFields(answer, known),
      ...(candidate === undefined ? {} : unreadFields(candidate, knownOfCandidate)),
      ...omitUnsaid({ content: otherParts(candidate) }),
    },
  });
}

function callOf({ name, id, args }: z.infer<typeof FunctionCall>): { name: string; arguments: string; id?: string } {
  return { name, arguments: argumentText(args ?? {}), ...omitUnsaid<{ id?: string }>({ id }) };
}

function sum(a: number | null | undefined, b: number | null | undefined): number | undefined {
  return a == null && b == null ? undefined : (a ?? 0) + (b ?? 0);
}

function tokens(candidate: Candidate | undefined) {
  const { chosenCandidates, topCandidates } = candidate?.logprobsResult ?? {};
  const asOpenAi = ({ token, logProbability }: z.infer<typeof Tokens>[number]) => ({
    token,
    logprob: logProbability,
  });
  return chosenCandidates?.map((chosen, at) => ({
    ...asOpenAi(chosen),
    top_logprobs: topCandidates?.[at]?.candidates?.map(asOpenAi),
  }));
}

/** Parts beside text, thoughts and calls to our functions: code that the server ran, images. */
function otherParts(candidate: Candidate | undefined): Json[] {
  const parts = candidate?.content?.parts ?? [];
  return parts.filter(({ text, functionCall }) => text == null && functionCall == null) as unknown as Json[];
}
