import type { Endpoint } from '../domain/endpoint/endpoint.ts';

/** A shard is about so long; it must stay well under the 15 minutes that one Lambda has. */
const shardMinutes = 10;

/** What a draw takes where nothing better is known. A wrong guess costs nothing: an unfinished shard is gone on with. */
const secondsPerDraw = 5;

/** Draws of one shard: about ten minutes of work at the pace that the endpoint allows. */
export function drawsPerShard({ concurrency, requestsPerMinute = Number.POSITIVE_INFINITY }: Endpoint): number {
  const perMinute = Math.min(requestsPerMinute, (60 / secondsPerDraw) * concurrency);
  return Math.max(1, Math.floor(shardMinutes * perMinute));
}

/** The tasks of one shard, in the order of sending. */
export function shardOf<T>(tasks: readonly T[], shard: number, draws: number): readonly T[] {
  return tasks.slice(shard * draws, (shard + 1) * draws);
}
