import type { Api } from '../domain/endpoint/api.ts';

/** How far a field that a system reports can be believed when it changes, or does not. */
export interface IdentityField {
  /** Where a sample keeps it: `model`, `fingerprint`, `identity.…` or `echoedParameters`. */
  readonly field: string;
  /** What the system calls it. */
  readonly from: string;
  /**
   * `strong` changes only with the thing behind it, so one change is a fact. `weak` also changes by itself (a balancer
   * between regions) or stays the same when it should not.
   */
  readonly trust: 'strong' | 'weak';
}

/** A system that Pinwatch watches: who speaks to it, and what its answers are worth as evidence. */
export interface System {
  readonly title: string;
  /** Page in docs/providers, without its ending. */
  readonly page: string;
  /** What an endpoint writes as `provider`. */
  readonly provider: string;
  /** What goldens may be written in, the system's own first. */
  readonly apis: readonly Api[];
  readonly seed: 'yes' | 'no' | 'some models';
  readonly logprobs: 'yes' | 'no' | 'some models';
  /** Whether answers at temperature 0 repeat exactly while nothing changes. */
  readonly repeats: 'no' | 'when idle' | 'in a deterministic mode';
  readonly identity: readonly IdentityField[];
}

const reportedModel: IdentityField = { field: 'model', from: 'model', trust: 'strong' };
const openaiModel: IdentityField = { ...reportedModel, from: 'model, resolved to a snapshot' };
const systemFingerprint = (trust: 'strong' | 'weak', from = 'system_fingerprint'): IdentityField => ({
  field: 'fingerprint',
  from,
  trust,
});

/** Every system there is a page for, in the order of the index. */
export const systems: readonly System[] = [
  {
    title: 'OpenAI',
    page: 'openai',
    provider: 'openai',
    apis: ['openai.chat', 'openai.responses'],
    seed: 'some models',
    logprobs: 'some models',
    repeats: 'no',
    identity: [
      openaiModel,
      systemFingerprint('weak', 'system_fingerprint, Chat Completions only'),
      { field: 'identity.serviceTier', from: 'service_tier', trust: 'weak' },
      { field: 'echoedParameters', from: 'settings repeated by Responses', trust: 'strong' },
    ],
  },
  {
    title: 'Azure OpenAI',
    page: 'azure-openai',
    provider: 'azure-openai',
    apis: ['openai.chat', 'openai.responses'],
    seed: 'some models',
    logprobs: 'some models',
    repeats: 'no',
    identity: [
      openaiModel,
      systemFingerprint('weak', 'system_fingerprint, Chat Completions only'),
      { field: 'identity.servedIn', from: 'x-ms-region', trust: 'weak' },
      { field: 'echoedParameters', from: 'settings repeated by Responses', trust: 'strong' },
    ],
  },
  {
    title: 'Anthropic',
    page: 'anthropic',
    provider: 'anthropic',
    apis: ['anthropic.messages'],
    seed: 'no',
    logprobs: 'no',
    repeats: 'no',
    identity: [
      reportedModel,
      { field: 'identity.serviceTier', from: 'usage.service_tier', trust: 'weak' },
      { field: 'identity.servedIn', from: 'usage.inference_geo', trust: 'weak' },
      { field: 'identity.speed', from: 'usage.speed', trust: 'strong' },
    ],
  },
  {
    title: 'Amazon Bedrock',
    page: 'bedrock',
    provider: 'bedrock',
    apis: ['bedrock.converse', 'bedrock.invoke', 'openai.chat', 'openai.responses'],
    seed: 'some models',
    logprobs: 'some models',
    repeats: 'no',
    identity: [
      { field: 'model', from: 'trace.promptRouter.invokedModelId, prompt routers only', trust: 'strong' },
      { field: 'fingerprint', from: 'hash of the inference profile, where asked for', trust: 'strong' },
      { field: 'identity.profileRegions', from: 'GetInferenceProfile', trust: 'strong' },
      { field: 'identity.profileUpdatedAt', from: 'GetInferenceProfile', trust: 'weak' },
      { field: 'identity.serviceTier', from: 'serviceTier.type', trust: 'weak' },
    ],
  },
  {
    title: 'Gemini API',
    page: 'gemini',
    provider: 'gemini',
    apis: ['gemini.generate'],
    seed: 'yes',
    logprobs: 'some models',
    repeats: 'no',
    identity: [
      { field: 'model', from: 'modelVersion', trust: 'strong' },
      { field: 'identity.modelStage', from: 'modelStatus.modelStage', trust: 'strong' },
      { field: 'identity.retiresAt', from: 'modelStatus.retirementTime', trust: 'strong' },
    ],
  },
  {
    title: 'Vertex AI',
    page: 'vertex',
    provider: 'vertex',
    apis: ['gemini.generate'],
    seed: 'yes',
    logprobs: 'some models',
    repeats: 'no',
    identity: [
      { field: 'model', from: 'modelVersion', trust: 'strong' },
      { field: 'identity.trafficType', from: 'usageMetadata.trafficType', trust: 'weak' },
    ],
  },
  {
    title: 'vLLM',
    page: 'vllm',
    provider: 'openai',
    apis: ['openai.chat', 'openai.responses'],
    seed: 'yes',
    logprobs: 'yes',
    repeats: 'in a deterministic mode',
    identity: [{ ...reportedModel, trust: 'weak' }, systemFingerprint('strong')],
  },
  {
    title: 'SGLang',
    page: 'sglang',
    provider: 'openai',
    apis: ['openai.chat'],
    seed: 'yes',
    logprobs: 'yes',
    repeats: 'in a deterministic mode',
    identity: [
      { ...reportedModel, trust: 'weak' },
      { field: 'identity.weightVersion', from: 'metadata.weight_version', trust: 'strong' },
    ],
  },
  {
    title: 'TensorRT-LLM',
    page: 'tensorrt-llm',
    provider: 'openai',
    apis: ['openai.chat'],
    seed: 'yes',
    logprobs: 'some models',
    repeats: 'when idle',
    identity: [{ ...reportedModel, trust: 'weak' }],
  },
  {
    title: 'transformers serve',
    page: 'transformers-serve',
    provider: 'openai',
    apis: ['openai.chat'],
    seed: 'yes',
    logprobs: 'no',
    repeats: 'when idle',
    identity: [{ ...reportedModel, trust: 'weak' }],
  },
  {
    title: 'Text Generation Inference',
    page: 'tgi',
    provider: 'tgi',
    apis: ['tgi.generate'],
    seed: 'yes',
    logprobs: 'yes',
    repeats: 'when idle',
    identity: [
      { field: 'model', from: 'model_id of /info', trust: 'strong' },
      { field: 'fingerprint', from: 'model_sha of /info', trust: 'strong' },
      { field: 'identity.serverVersion', from: 'version of /info', trust: 'strong' },
      { field: 'identity.dtype', from: 'model_dtype of /info', trust: 'strong' },
    ],
  },
  {
    title: 'Ollama',
    page: 'ollama',
    provider: 'ollama',
    apis: ['ollama.chat'],
    seed: 'yes',
    logprobs: 'yes',
    repeats: 'when idle',
    identity: [
      { ...reportedModel, trust: 'weak' },
      { field: 'fingerprint', from: 'digest of /api/tags', trust: 'strong' },
      { field: 'identity.quantization', from: 'details.quantization_level of /api/tags', trust: 'strong' },
      { field: 'identity.serverVersion', from: '/api/version', trust: 'strong' },
    ],
  },
  {
    title: 'llama.cpp and llama-cpp-python',
    page: 'llama-cpp',
    provider: 'openai',
    apis: ['openai.chat'],
    seed: 'yes',
    logprobs: 'yes',
    repeats: 'when idle',
    identity: [{ ...reportedModel, trust: 'weak' }, systemFingerprint('strong', 'system_fingerprint, the build')],
  },
];
