import { ModelNotice } from '../../domain/endpoint/model-notice.ts';
import type { ModelNoticeStore } from '../../ports/model-notice-store.ts';
import { decode, encode } from '../../stores/stored-json.ts';
import { itemKeys, runsTable } from '../names/runs-table.ts';
import type { Table } from './table.ts';

/** Nobody has asked about a model for so long: it is not watched any more. */
const keptDays = 400;

export class AwsModelNotices implements ModelNoticeStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async get(target: string): Promise<ModelNotice | undefined> {
    const item = await this.#table.get(itemKeys.modelNotice(target));
    return item === undefined ? undefined : decode(ModelNotice, String(item.notice), `notice of model ${target}`);
  }

  async put(notice: ModelNotice): Promise<void> {
    const { target, askedAt } = notice;
    const text = encode(ModelNotice, notice, `notice of model ${target}`);
    const expiresAt = Math.floor(Date.parse(askedAt) / 1000) + keptDays * 86_400;
    await this.#table.put({ ...itemKeys.modelNotice(target), notice: text, [runsTable.timeToLive]: expiresAt });
  }
}
