import type * as z from 'zod';
import { Expectation } from '../domain/golden/expectation.ts';
import { Interval } from '../domain/interval.ts';
import { RunRecord } from '../domain/run/run.ts';
import { Sample } from '../domain/run/sample.ts';
import { Condition } from '../domain/verdict/condition.ts';
import { Coverage } from '../domain/verdict/coverage.ts';
import { Epoch } from '../domain/verdict/epoch.ts';
import { ChannelEvidence, Fact, RunEvidence } from '../domain/verdict/evidence.ts';
import { Explanation } from '../domain/verdict/explanation.ts';
import { Incident } from '../domain/verdict/incident.ts';
import { Judgement } from '../domain/verdict/judgement.ts';
import { Verdict } from '../domain/verdict/verdict.ts';
import { EndpointSummary } from './answers/endpoint-answers.ts';
import { IncidentSummary } from './answers/incident-answers.ts';
import { EvidencePoint, RunSummary } from './answers/run-answers.ts';
import { GoldenView, ListedAnswer } from './answers/sample-answers.ts';

/** Schemas that the description of the API names, so that each stands there once and clients get a type of that name. */
export const namedSchemas: Readonly<Record<string, z.ZodType>> = {
  ChannelEvidence,
  Condition,
  Coverage,
  EndpointSummary,
  Epoch,
  EvidencePoint,
  Expectation,
  Explanation,
  Fact,
  GoldenView,
  Incident,
  IncidentSummary,
  Interval,
  Judgement,
  ListedAnswer,
  RunEvidence,
  RunRecord,
  RunSummary,
  Sample,
  Verdict,
};
