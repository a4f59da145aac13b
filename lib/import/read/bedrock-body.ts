import type { Json, JsonObject } from '../../domain/json.ts';
import { isOfOtherKind } from '../choose-api.ts';
import { wordOf } from './json-text.ts';

/**
 * Whether a body of InvokeModel asks for a text. Embeddings, rankings and images go through the same operation, and stand
 * in the same logs and batches.
 *
 * @param model if it is known: Titan's embeddings and its texts are both asked for by `{ inputText }`.
 */
export function asksForText(body: JsonObject, model?: Json): boolean {
  if (isOfOtherKind(model) || typeof body.taskType === 'string' || body.text_prompts !== undefined) return false;
  if (body.texts !== undefined || body.inputImage !== undefined || body.embeddingConfig !== undefined) return false;
  if (body.inputText !== undefined)
    return body.textGenerationConfig !== undefined || /titan-(text|tg1)/.test(wordOf(model));
  if (body.messages !== undefined || body.message !== undefined || body.inputs !== undefined) return true;
  const drawn = ['aspect_ratio', 'output_format', 'mode', 'cfg_scale'].some((key) => body[key] !== undefined);
  return body.prompt !== undefined && !drawn && !/^(\w+\.)?stability\./.test(wordOf(model));
}
