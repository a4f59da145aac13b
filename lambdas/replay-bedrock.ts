import { replayHandler } from '../lib/aws/steps/replay-handler.ts';
import { bedrockFamily } from '../lib/providers/families/bedrock.ts';

export const handler = replayHandler(bedrockFamily);
