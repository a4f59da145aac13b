import * as z from 'zod';

/** The weights that can stand behind the model ID; what each does is measured in tiny-model/MODEL_CARD.md. */
export const Variant = z.enum(['pinned', 'quantized', 'update', 'finetune10']);
export type Variant = z.infer<typeof Variant>;

/** Model file of each variant and the LoRA adapter on top of it, if it has one. */
export const variantFiles = {
  pinned: { model: 'pinned.q8_0.gguf' },
  quantized: { model: 'quantized.q4_0.gguf' },
  update: { model: 'pinned.q8_0.gguf', adapter: 'update.lora.gguf' },
  finetune10: { model: 'pinned.q8_0.gguf', adapter: 'finetune10.lora.gguf' },
} as const satisfies Record<Variant, { readonly model: string; readonly adapter?: string }>;

/**
 * Which attention kernel computes: `flash`, `plain`, or `shifting` between the two from one period to the next, as when
 * load moves a client from server to server. Log-probabilities differ by up to about 0.02 between the kernels, and are
 * all of one kind within a period: noise that is correlated within a run.
 */
export const Numerics = z.enum(['flash', 'plain', 'shifting']);
export type Numerics = z.infer<typeof Numerics>;

const ServedObject = z
  .strictObject({
    variant: Variant,
    scale: z.number().min(0).max(1).default(1).describe('dials an adapter: 0 is the pinned model, 1 all of the change'),
    numerics: Numerics.default('flash'),
  })
  .refine(({ variant, scale }) => scale === 1 || 'adapter' in variantFiles[variant], {
    path: ['scale'],
    error: 'expected no scale, this variant has no adapter to dial',
  });

/** What is served behind the model ID. A bare string names the variant and leaves the rest at its default. */
export const Served = z.preprocess((input) => (typeof input === 'string' ? { variant: input } : input), ServedObject);
export type Served = z.output<typeof ServedObject>;
export type ServedInput = Variant | z.input<typeof ServedObject>;
