import type { IdentityValue } from '../domain/run/observed-run.ts';
import type { Fact } from '../domain/verdict/evidence.ts';

type Trust = Fact['trust'];

/** Kinds of which every value deserves the same; the others are known to flap, or depend on the answer or the network. */
const byKind: Readonly<Record<Exclude<IdentityValue['kind'], 'fingerprint'>, Trust>> = {
  'reported-model': 'strong',
  'prompt-tokens': 'strong',
  'client-library': 'strong',
  'echoed-parameters': 'strong',
  'usage-fields': 'strong',
  'finish-reason': 'weak',
  'error-class': 'weak',
};

/**
 * Fields with a name of their own that change only with what is served, as each provider's page says. Others are weak: a
 * region or a tier that a balancer chose.
 */
const strongFields: ReadonlySet<string> = new Set([
  'dtype',
  'modelStage',
  'profileRegions',
  'quantization',
  'retiresAt',
  'serverVersion',
  'speed',
  'weightVersion',
]);

/**
 * Fingerprints that are made of what is served: hashes of weights or of an inference profile, and the builds of vLLM and
 * llama.cpp. Everything else is weak: what begins with `fp_` names one of several configurations that alternate.
 */
const strongFingerprints: readonly RegExp[] = [
  /^(?:sha256:|profile:)?[0-9a-f]{16,64}$/,
  /^vllm-\d/,
  /^b\d+-[0-9a-f]{7,40}$/,
];

/**
 * How far a value can be believed when it changes: `strong` changes only with what is behind it, `weak` is known to flap
 * on services that did not change.
 */
export function trustOf({ kind, value }: Pick<IdentityValue, 'kind' | 'value'>): Trust {
  if (kind !== 'fingerprint') return byKind[kind];
  const field = fieldOf(value);
  const isStrong = field === '' ? strongFingerprints.some((shape) => shape.test(value)) : strongFields.has(field);
  return isStrong ? 'strong' : 'weak';
}

/** The name in `dtype float16`, which shares the series of fingerprints; empty for a fingerprint itself. */
export function fieldOf(value: string): string {
  return /^([a-z][A-Za-z0-9]*) /.exec(value)?.[1] ?? '';
}
