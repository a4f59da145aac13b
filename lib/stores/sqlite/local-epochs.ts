import { Epoch } from '../../domain/verdict/epoch.ts';
import type { EpochStore } from '../../ports/epoch-store.ts';
import { decode, encode } from '../stored-json.ts';
import type { Database } from './database.ts';

export class LocalEpochs implements EpochStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(epoch: Epoch): Promise<boolean> {
    const added = this.#database.run(
      'INSERT INTO epochs (endpoint, number, epoch) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      epoch.endpoint,
      epoch.number,
      encode(Epoch, epoch, `epoch ${epoch.number} of ${epoch.endpoint}`),
    );
    return added > 0;
  }

  async list(endpoint: string): Promise<Epoch[]> {
    return this.#database
      .all<{ epoch: string }>('SELECT epoch FROM epochs WHERE endpoint = ? ORDER BY number', endpoint)
      .map(({ epoch }) => decode(Epoch, epoch, `epoch of ${endpoint}`));
  }
}
