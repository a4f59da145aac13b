import { batchApis, tiersOf } from '../domain/endpoint/cheaper-calls.ts';
import { streamOf } from '../domain/endpoint/delivery.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { CheaperChoice, DetectionPlan, PlanPoint } from '../domain/project/plan-report.ts';
import { durationSeconds } from '../domain/project/project.ts';

/** Answers of a batch come within a day, and no other run begins meanwhile. */
const batchSeconds = 86_400;

/**
 * What the same goldens and draws would cost as batches or at the flex tier, where the provider offers them for live calls and
 * the project file states what they cost less. As a batch only as often as batches are surely answered: once a day or less.
 */
export function cheaperChoices(
  endpoint: Endpoint,
  goldens: readonly Pick<GoldenRequest, 'api'>[],
  { now, curve }: Pick<DetectionPlan, 'now' | 'curve'>,
): CheaperChoice[] {
  const { batch, flex } = endpoint.price?.offered ?? {};
  if (streamOf(endpoint) !== undefined) return [];
  const cheaper = (
    kind: CheaperChoice['kind'],
    share: number | undefined,
    point: PlanPoint | undefined,
    waits: number,
  ) =>
    share === undefined || point?.costMicros === undefined
      ? []
      : [
          {
            kind,
            share,
            every: point.every,
            costMicros: Math.round(point.costMicros * (1 - share)),
            point,
            waitSeconds: waits,
          },
        ];
  const apis = batchApis(endpoint);
  const isLike = ({ goldens: of, repetitions }: PlanPoint) =>
    of.length === now.goldens.length && repetitions === now.repetitions;
  const daily = curve
    .filter((point) => isLike(point) && durationSeconds(point.every) >= batchSeconds)
    .toSorted((a, b) => durationSeconds(a.every) - durationSeconds(b.every))[0];
  return [
    ...cheaper('batch', goldens.every(({ api }) => apis.includes(api)) ? batch : undefined, daily, batchSeconds),
    ...cheaper('flex', tiersOf(endpoint).includes('flex') ? flex : undefined, now, 0),
  ];
}
