import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { importRecords } from '../../lib/import/files/import-records.ts';
import { stageGoldens } from '../../lib/import/files/stage-goldens.ts';
import { formats } from '../../lib/import/formats.ts';
import { importGoldens } from '../../lib/import/import-goldens.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface ManyImported {
  readonly imported: number;
  readonly fileBytes: number;
  readonly seconds: number;
  /** The most that the heap held after collecting garbage, over what it held before. */
  readonly heapGrowthBytes: number;
}

/** Imports a batch file of so many lines, `distinct` of them different, and watches the heap on the way. */
export async function importMany(lines: number, distinct: number): Promise<ManyImported> {
  using folder = temporaryFolder();
  const file = join(folder.path, 'batch.jsonl');
  let fileBytes = 0;
  async function* texts() {
    const filler = 'The parcel has not come and nobody answers. '.repeat(40);
    for (let i = 0; i < lines; i++) {
      const content = `Ticket ${i % distinct}: ${filler}`;
      const body = { model: 'm', messages: [{ role: 'user', content }], max_tokens: 20 };
      const line = `${JSON.stringify({ custom_id: `ticket-${i}`, method: 'POST', url: '/v1/chat/completions', body })}\n`;
      fileBytes += line.length;
      yield line;
    }
  }
  await pipeline(Readable.from(texts()), createWriteStream(file));

  const collect = collector();
  const live = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = live();
  let most = before;
  async function* watched() {
    let seen = 0;
    for await (const record of importRecords([file], formats['openai-batch'])) {
      if (++seen % Math.ceil(lines / 10) === 0) most = Math.max(most, live());
      yield record;
    }
  }
  const began = performance.now();
  const importing = { records: watched(), format: formats['openai-batch'], options: {}, existing: [] };
  const { imported } = await importGoldens(importing, stageGoldens(join(folder.path, 'goldens')));
  const seconds = (performance.now() - began) / 1000;
  return { imported, fileBytes, seconds, heapGrowthBytes: Math.max(most, live()) - before };
}

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
