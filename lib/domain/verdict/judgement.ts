import * as z from 'zod';
import { RunEvidence } from './evidence.ts';
import { Explanation } from './explanation.ts';
import { Verdict } from './verdict.ts';

/** What was measured on a run and what was decided after it; recomputable bit for bit from stored samples. */
export const Judgement = z.strictObject({
  run: z.string(),
  endpoint: z.string(),
  epoch: z.int().min(1),
  /** Version of the detector that judged, e.g. `detector/1`. */
  detector: z.string(),
  evidence: RunEvidence,
  verdict: Verdict,
  explanation: Explanation.optional().describe('present when drift is detected'),
  incident: z.string().optional().describe('the incident that this run opened, continued or resolved'),
});
export type Judgement = z.infer<typeof Judgement>;
