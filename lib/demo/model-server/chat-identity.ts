import { randomBytes } from 'node:crypto';

/** The pinned model ID, a dated snapshot as providers name them. It stays the same whatever is served. */
export const embeddedModelId = 'nano-2026-06-01';

/** What every answer says about who gave it (pinned.q8_0.gguf, by its hash). A silent change does not change it. */
export const systemFingerprint = 'fp_9ac5a16d73';

/** When the model was made, Unix seconds. */
export const modelCreated = Date.UTC(2026, 5, 1) / 1000;

/** A fresh id, e.g. `chatcmpl-1f0c…`. */
export function freshId(prefix: string): string {
  return `${prefix}${randomBytes(12).toString('hex')}`;
}

/** Fields that a completion and each chunk of its stream share. */
export function completionHead() {
  return {
    id: freshId('chatcmpl-'),
    created: Math.floor(Date.now() / 1000),
    model: embeddedModelId,
    system_fingerprint: systemFingerprint,
  };
}
