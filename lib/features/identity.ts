import { canonicalJson, type Json } from '../domain/json.ts';
import type { FactKind, IdentityValue, ObservedRun } from '../domain/run/observed-run.ts';
import type { Sample } from '../domain/run/sample.ts';

/** Counts how many requests of a run showed each identity value; one per run, fed sample by sample. */
export class IdentityCounter {
  readonly #counts = new Map<string, { readonly value: IdentityValue; requests: number }>();

  /** @param golden key of the sample's golden, which its prompt-token count belongs to. */
  add(sample: Sample, golden: string): void {
    if (sample.error !== undefined) this.#count('error-class', sample.error);
    if (sample.model !== undefined) this.#count('reported-model', sample.model);
    if (sample.fingerprint !== undefined) this.#count('fingerprint', sample.fingerprint);
    for (const [field, value] of Object.entries(sample.identity ?? {})) this.#count('fingerprint', `${field} ${value}`);
    if (sample.finishReason) this.#count('finish-reason', sample.finishReason); // recordings say '' where none was given
    // A chain is not one byte-identical request: how many tokens it takes depends on what is answered.
    const oneRequest = sample.turns === undefined;
    const promptTokens = sample.inputTokens ?? sample.countedInputTokens;
    if (oneRequest && promptTokens !== undefined) this.#count('prompt-tokens', String(promptTokens), golden);
    if (sample.sdk !== undefined) this.#count('client-library', sample.sdk);
    const usage = usageFields(sample);
    if (usage !== '') this.#count('usage-fields', usage);
    if (sample.echoedParameters !== undefined)
      this.#count('echoed-parameters', canonicalJson(sample.echoedParameters as Json));
  }

  /** Sorted by kind, golden and value, so that the order in which answers arrived leaves no trace. */
  values(): ObservedRun['identity'] {
    return [...this.#counts]
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([, { value, requests }]) => ({ ...value, requests }));
  }

  #count(kind: FactKind, value: string, golden?: string): void {
    const key = `${kind}\0${golden ?? ''}\0${value}`;
    const counted = this.#counts.get(key);
    if (counted !== undefined) counted.requests++;
    else this.#counts.set(key, { value: { kind, value, ...(golden === undefined ? {} : { golden }) }, requests: 1 });
  }
}

const tokenCounts = ['cachedInputTokens', 'inputTokens', 'outputTokens'] as const;

/** The usage fields that came with an answer, as one value: what appears or disappears changes it. */
function usageFields(sample: Sample): string {
  if (sample.error !== undefined) return '';
  const fields = sample.usageFields ?? tokenCounts.filter((key) => sample[key] !== undefined);
  return [...fields].sort().join(', ');
}
