import type { RunQuery } from '../../ports/run-store.ts';
import { sortableInstant } from '../../stores/instant.ts';
import { endpointPartition, type Listed, sortKeyBounds } from '../names/runs-table.ts';
import type { Range } from './table.ts';

/** Where the table keeps what a query asks for. */
export function listedRange(kind: Listed, { endpoint, epoch, from, until, last }: RunQuery): Range {
  const times = {
    ...(epoch === undefined ? {} : { epoch }),
    ...(from === undefined ? {} : { from: sortableInstant(from) }),
    ...(until === undefined ? {} : { until: sortableInstant(until) }),
  };
  return { partition: endpointPartition(endpoint), ...sortKeyBounds(kind, times), byEpoch: epoch !== undefined, last };
}
