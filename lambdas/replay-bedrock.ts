import { bedrockFamily } from '../lib/providers/families/bedrock.ts';
import { replayHandler } from '../lib/runtime/cloud/replay-handler.ts';

export const handler = replayHandler(bedrockFamily);
