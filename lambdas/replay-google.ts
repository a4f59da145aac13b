import { googleFamily } from '../lib/providers/families/google.ts';
import { replayHandler } from '../lib/runtime/cloud/replay-handler.ts';

export const handler = replayHandler(googleFamily);
