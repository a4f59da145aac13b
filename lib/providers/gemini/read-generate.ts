import * as z from 'zod';
import type { Json } from '../../domain/json.ts';
import type { Completion } from '../../domain/run/completion.ts';
import { Count, logprobsOf, said, Text, unread, usageFieldsOf } from '../shared/reading.ts';

const FunctionCall = z.looseObject({ name: z.string(), id: Text, args: z.json().optional() });
const Part = z.looseObject({ text: Text, thought: z.boolean().nullish(), functionCall: FunctionCall.nullish() });
const Token = z.looseObject({ token: z.string(), logProbability: z.number() });

const Candidate = z.looseObject({
  content: z.looseObject({ parts: z.array(Part).nullish() }).nullish(),
  finishReason: Text,
  logprobsResult: z
    .looseObject({
      chosenCandidates: z.array(Token).nullish(),
      topCandidates: z.array(z.looseObject({ candidates: z.array(Token).nullish() })).nullish(),
    })
    .nullish()
    .catch(undefined),
});
type Candidate = z.infer<typeof Candidate>;

const Answer = z.looseObject({
  candidates: z.array(Candidate).nullish(),
  promptFeedback: z.looseObject({ blockReason: Text }).nullish(),
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
/** Reasons to stop that mean "we do not show you that". */
const blocked = ['SAFETY', 'PROHIBITED_CONTENT', 'BLOCKLIST', 'SPII', 'RECITATION', 'IMAGE_SAFETY', 'MODEL_ARMOR'];

/** Reads what generateContent answered, on the Gemini API or on Vertex AI. Of several candidates the first is the draw. */
export function readGenerate(json: unknown): Completion {
  const answer = Answer.parse(json);
  const candidate = answer.candidates?.[0];
  const blockReason = answer.promptFeedback?.blockReason;
  if (candidate === undefined && blockReason == null)
    throw new Error('neither a candidate nor a reason for having none');

  const parts = candidate?.content?.parts ?? [];
  const finishReason = candidate?.finishReason ?? blockReason;
  const { usageMetadata: usage } = answer;
  return said<Completion>({
    text: parts.map(({ text, thought }) => (thought === true ? '' : (text ?? ''))).join(''),
    refusal: blockReason != null || blocked.includes(finishReason ?? '') ? true : undefined,
    finishReason,
    toolCalls: parts.flatMap(({ functionCall }) => (functionCall == null ? [] : [callOf(functionCall)])),
    inputTokens: usage?.promptTokenCount,
    // Thoughts are counted apart here and inside the output everywhere else.
    outputTokens: sum(usage?.candidatesTokenCount, usage?.thoughtsTokenCount),
    cachedInputTokens: usage?.cachedContentTokenCount,
    reasoningTokens: usage?.thoughtsTokenCount,
    usageFields: usageFieldsOf(usage),
    ...logprobsOf(tokens(candidate)),
    model: answer.modelVersion,
    identity: said({
      modelStage: answer.modelStatus?.modelStage,
      retiresAt: answer.modelStatus?.retirementTime,
      trafficType: usage?.trafficType,
    }),
    extra: {
      ...unread(answer, known),
      ...(candidate === undefined ? {} : unread(candidate, knownOfCandidate)),
      ...said({ content: otherParts(candidate) }),
    },
  });
}

function callOf({ name, id, args }: z.infer<typeof FunctionCall>): { name: string; arguments: string; id?: string } {
  return { name, arguments: JSON.stringify(args ?? {}), ...said<{ id?: string }>({ id }) };
}

function sum(a: number | null | undefined, b: number | null | undefined): number | undefined {
  return a == null && b == null ? undefined : (a ?? 0) + (b ?? 0);
}

function tokens(candidate: Candidate | undefined) {
  const { chosenCandidates, topCandidates } = candidate?.logprobsResult ?? {};
  const spelledAsOpenAi = ({ token, logProbability }: z.infer<typeof Token>) => ({ token, logprob: logProbability });
  return chosenCandidates?.map((chosen, at) => ({
    ...spelledAsOpenAi(chosen),
    top_logprobs: topCandidates?.[at]?.candidates?.map(spelledAsOpenAi),
  }));
}

/** Parts beside text, thoughts and calls to our functions: code that the server ran, images. */
function otherParts(candidate: Candidate | undefined): Json[] {
  const parts = candidate?.content?.parts ?? [];
  return parts.filter(({ text, functionCall }) => text == null && functionCall == null) as unknown as Json[];
}
