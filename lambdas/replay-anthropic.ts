import { anthropicFamily } from '../lib/providers/families/anthropic.ts';
import { replayHandler } from '../lib/runtime/cloud/replay-handler.ts';

export const handler = replayHandler(anthropicFamily);
