import { replayHandler } from '../lib/aws/steps/replay-handler.ts';
import { googleFamily } from '../lib/providers/families/google.ts';

export const handler = replayHandler(googleFamily);
