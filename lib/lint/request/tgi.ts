import * as z from 'zod';
import { anyText, listOf, numberFrom, seed, someText, wholeFrom, yesOrNo } from './words.ts';

/** Text Generation Inference. */
export const tgiGenerate = z.looseObject({
  inputs: someText,
  parameters: z
    .looseObject(
      {
        temperature: numberFrom(0, Number.POSITIVE_INFINITY),
        top_p: numberFrom(0, 1),
        top_k: wholeFrom(1),
        typical_p: numberFrom(0, 1),
        max_new_tokens: wholeFrom(1),
        repetition_penalty: numberFrom(0, Number.POSITIVE_INFINITY),
        do_sample: yesOrNo,
        details: yesOrNo,
        seed,
        stop: listOf(anyText).nullish(),
        top_n_tokens: wholeFrom(0),
      },
      'expected an object',
    )
    .nullish(),
  stream: yesOrNo,
});
