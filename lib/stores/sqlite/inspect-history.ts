import type { ContentHash } from '../../domain/content-hash.ts';
import { ConfigError, StoreError } from '../../domain/errors.ts';
import type { Sample } from '../../domain/run/sample.ts';
import { decodeSamples } from '../sample-lines.ts';
import type { Database } from './database.ts';
import type { ObjectFiles } from './object-files.ts';

/** What only a look below the records can tell of a data folder. */
export interface Inspection {
  /** What SQLite finds damaged in its own file, a line each; the first twenty. */
  readonly damage: readonly string[];
  /** Object files that no run of the history names: outputs of runs that it has lost. */
  readonly orphans: readonly ContentHash[];
}

/** Cost: reads the whole database file, and the names of all object files. */
export function inspectHistory(database: Database, objects: ObjectFiles): Inspection {
  const rows = database.all<{ object: string }>('SELECT object FROM runs WHERE object IS NOT NULL');
  const named = new Set(rows.map(({ object }) => object));
  return {
    damage: damageIn(database),
    orphans: objects.all().filter((hash) => !named.has(hash)),
  };
}

/** Some damage SQLite lists, at other damage it gives up: that is said, and the rest is looked at all the same. */
function damageIn(database: Database): string[] {
  try {
    const lines = database.all<{ integrity_check: string }>('PRAGMA integrity_check(20)');
    return lines.map(({ integrity_check }) => integrity_check).filter((line) => line !== 'ok');
  } catch (error) {
    if (error instanceof StoreError) return [error.message];
    throw error;
  }
}

/** The samples in an object file. @throws {UnreadableError} if it is damaged. */
export function samplesIn(hash: ContentHash, objects: ObjectFiles): Sample[] {
  return decodeSamples(objects.get(hash), `object ${hash}`);
}

/**
 * A history without runs beside outputs of runs was deleted or emptied: going on would silently begin anew.
 *
 * @throws {ConfigError} saying what can be done about it.
 */
export function refuseEmptied(folder: string, database: Database | undefined, objects: ObjectFiles): void {
  if (database?.get('SELECT 1 FROM runs LIMIT 1') !== undefined || objects.isEmpty()) return;
  throw new ConfigError([
    {
      where: folder,
      what: 'expected the history of the runs whose answers stand in objects/, got none or an empty one: put back a copy of history.sqlite, build it again of them with `pinwatch verify --repair`, or move objects/ away to begin anew',
    },
  ]);
}
