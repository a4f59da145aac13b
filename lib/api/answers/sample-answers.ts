import * as z from 'zod';
import { Expectation } from '../../domain/golden/expectation.ts';
import { Provenance } from '../../domain/golden/golden-file.ts';
import { Sample } from '../../domain/run/sample.ts';
import { Next } from '../queries.ts';

/** Characters of an answer that a list holds; the answer itself holds all of them. */
export const mostListedCharacters = 4000;

export const ListedAnswer = z.strictObject({
  sample: Sample.describe('a text that is longer than 4,000 characters is cut'),
  characters: z.int().min(0),
  isCut: z.boolean(),
  name: z.string().describe('what verdicts call it: the golden, or TREE › NODE of chained draws'),
  fails: z.array(z.string()).describe('names of the expectations that it fails'),
});
export type ListedAnswer = z.infer<typeof ListedAnswer>;

export const AnswerPage = z.strictObject({ run: z.string(), answers: z.array(ListedAnswer), next: Next });

export const GoldenView = z.strictObject({
  id: z.string(),
  version: z.string(),
  title: z.string().optional(),
  api: z.string(),
  provenance: Provenance,
  missing: z.array(z.string()).optional(),
  body: z.record(z.string(), z.json()),
  expectations: z.array(Expectation),
  expects: z.array(z.string()).describe('what the expectations are called'),
  parts: z.record(z.string(), z.string()),
});

export const GoldenPage = z.strictObject({
  goldens: z.array(
    z.strictObject({
      id: z.string(),
      version: z.string(),
      title: z.string().optional(),
      provenance: Provenance,
      expectations: z.array(z.string()),
      isTree: z.boolean(),
    }),
  ),
});

export const AnswerDetail = z.strictObject({
  answer: ListedAnswer,
  golden: GoldenView.optional().describe('the request that was sent; left out where the archive does not hold it'),
});

/** The answers of two runs to the same goldens. */
export const Side = z.strictObject({ run: z.string(), at: z.string(), model: z.array(z.string()) });
export const RunComparison = z.strictObject({
  before: Side,
  after: Side,
  goldens: z.array(
    z.strictObject({
      golden: z.string(),
      same: z.int().min(0).describe('repetitions whose answers are the same text on both sides'),
      pairs: z.int().min(0),
      before: z.array(ListedAnswer),
      after: z.array(ListedAnswer),
      versions: z.strictObject({ before: z.string().optional(), after: z.string().optional() }),
    }),
  ),
  next: Next,
});
