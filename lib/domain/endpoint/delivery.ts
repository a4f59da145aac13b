import * as z from 'zod';

/** How requests reach a model: one by one and answered at once, or handed in together and answered within a day or two. */
export const Delivery = z.enum(['live', 'batch']);
export type Delivery = z.infer<typeof Delivery>;

/** A provider's service tier: `flex` is cheaper and slower or refused when it is busy, `priority` dearer and faster. */
export const Tier = z.enum(['default', 'flex', 'priority']);
export type Tier = z.infer<typeof Tier>;

/**
 * Which of an endpoint's streams a run belongs to, where it is not the usual one: who answers a batch or a cheap tier may
 * be another machine, so what it says is never held against live answers, nor they against it.
 */
export const Stream = z.strictObject({
  delivery: z.literal('batch').optional(),
  tier: Tier.optional(),
});
export type Stream = z.infer<typeof Stream>;

interface Streamed {
  readonly delivery?: Delivery | undefined;
  readonly tier?: Tier | undefined;
}

/** The stream of an endpoint; undefined for live calls of no stated tier. */
export function streamOf({ delivery, tier }: Streamed): Stream | undefined {
  const stream: Stream = {
    ...(delivery === 'batch' ? { delivery } : {}),
    ...(tier === undefined ? {} : { tier }),
  };
  return Object.keys(stream).length === 0 ? undefined : stream;
}

/** `batch`, `flex tier` or `batch, flex tier`. */
export function streamWords({ delivery, tier }: Stream): string {
  return [...(delivery === undefined ? [] : [delivery]), ...(tier === undefined ? [] : [`${tier} tier`])].join(', ');
}
