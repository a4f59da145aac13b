import { openaiFamily } from '../lib/providers/families/openai.ts';
import { replayHandler } from '../lib/runtime/cloud/replay-handler.ts';

export const handler = replayHandler(openaiFamily);
