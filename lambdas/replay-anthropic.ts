import { replayHandler } from '../lib/aws/steps/replay-handler.ts';
import { anthropicFamily } from '../lib/providers/families/anthropic.ts';

export const handler = replayHandler(anthropicFamily);
