import { replayHandler } from '../lib/aws/steps/replay-handler.ts';
import { openaiFamily } from '../lib/providers/families/openai.ts';

export const handler = replayHandler(openaiFamily);
