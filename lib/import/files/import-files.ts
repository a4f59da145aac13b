import { existsSync } from 'node:fs';
import type { Api } from '../../domain/endpoint/api.ts';
import { throwIfAny } from '../../domain/errors.ts';
import { loadGoldens } from '../../project/load-goldens.ts';
import { type Format, type FormatName, formats, recordings } from '../formats.ts';
import { importGoldens } from '../import-goldens.ts';
import type { GoldenStaging } from '../import-ports.ts';
import type { ImportReport } from '../import-report.ts';
import { importRecords, readBeside } from './import-records.ts';
import { readAnswer } from './read-answer.ts';
import { stageGoldens } from './stage-goldens.ts';

export { type FormatName, formats } from '../formats.ts';
export { InterruptedError } from '../import-goldens.ts';
export type { ImportReport } from '../import-report.ts';

export interface ImportFilesOptions {
  readonly files: readonly string[];
  /** Folder of the goldens. */
  readonly into: string;
  readonly api?: Api | undefined;
  /** Reads and checks everything, and writes nothing. */
  readonly dryRun?: boolean | undefined;
  /** Gives up; nothing is written then. */
  readonly stop?: AbortSignal | undefined;
}

/**
 * Makes goldens of what other tools wrote.
 *
 * @throws {ConfigError} with every problem; nothing was written then.
 * @throws {InterruptedError} if it was stopped; nothing was written then either.
 */
export function importFiles(name: FormatName, options: ImportFilesOptions): Promise<ImportReport> {
  return importAs(formats[name], options);
}

/** Makes goldens of what `recordingFetch` recorded. @throws {ConfigError} @throws {InterruptedError} */
export function importRecordings(options: ImportFilesOptions): Promise<ImportReport> {
  return importAs(recordings, options);
}

async function importAs(
  format: Format,
  { files, into, api, dryRun = false, stop }: ImportFilesOptions,
): Promise<ImportReport> {
  const importing = {
    records: importRecords(files, format),
    format,
    options: { api, readText: readBeside(files), readAnswer },
    existing: existingGoldens(into),
    stop,
  };
  return importGoldens(importing, dryRun ? nowhere : stageGoldens(into));
}

const nowhere: GoldenStaging = {
  add: async () => {},
  commit: async () => [],
  discard: async () => {},
};

/** What stands in the folder already. What is wrong there is mended first: ids could not be compared otherwise. */
function existingGoldens(folder: string) {
  if (!existsSync(folder)) return [];
  const { goldens, problems } = loadGoldens(folder);
  throwIfAny(problems.filter(({ where }) => where !== folder)); // an empty folder is no problem here
  return goldens.map(({ golden: { id, version } }) => ({ id, version }));
}
