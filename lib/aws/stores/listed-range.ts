import type { RunPlace, RunQuery } from '../../ports/run-store.ts';
import { sortableInstant } from '../../stores/instant.ts';
import { endpointPartition, epochSortKey, type Listed, listedSortKey, sortKeyBounds } from '../names/runs-table.ts';
import type { Range } from './table.ts';

/** Where the table keeps what a query asks for. */
export function listedRange(kind: Listed, { endpoint, epoch, from, until, before, last }: RunQuery): Range {
  const times = {
    ...(epoch === undefined ? {} : { epoch }),
    ...(from === undefined ? {} : { from: sortableInstant(from) }),
    ...(until === undefined ? {} : { until: sortableInstant(until) }),
  };
  return {
    partition: endpointPartition(endpoint),
    ...sortKeyBounds(kind, times),
    ...(before === undefined ? {} : { below: placeKey(kind, epoch, before) }),
    byEpoch: epoch !== undefined,
    last,
  };
}

function placeKey(kind: Listed, epoch: number | undefined, { at, run }: RunPlace): string {
  const time = sortableInstant(at);
  return epoch === undefined ? listedSortKey(kind, time, run) : epochSortKey(kind, epoch, time, run);
}
