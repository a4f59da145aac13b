import { isDeepStrictEqual } from 'node:util';
import { hashJson } from '../domain/content-hash.ts';
import { type Api, modelKey } from '../domain/endpoint/api.ts';
import { ConfigError, MonitorError, type Problem } from '../domain/errors.ts';
import { formatPath } from '../domain/explain-issue.ts';
import type { Expectation } from '../domain/golden/expectation.ts';
import type { GoldenContext } from '../domain/golden/golden-context.ts';
import type { GoldenFile } from '../domain/golden/golden-file.ts';
import { type GoldenRequest, goldenRequest } from '../domain/golden/golden-request.ts';
import type { LlmNode } from '../domain/golden/trace-node.ts';
import { goldensOfTrace, type TraceFile } from '../domain/golden/trace-tree.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Format } from './formats.ts';
import { goldenId } from './golden-id.ts';
import { checkDraft } from './import-check.ts';
import type { GoldenStaging, SourceRecord } from './import-ports.ts';
import { ImportProblems } from './import-problems.ts';
import type { ImportedGolden, ImportReport } from './import-report.ts';
import type { GoldenDraft, Imported, ImportOptions, TracePart } from './imported.ts';

export interface Importing {
  readonly records: AsyncIterable<SourceRecord>;
  readonly format: Format;
  readonly options: Omit<ImportOptions, 'readBeside'>;
  /** Reads a file that a record names, beside the file of the record; undefined if it is not there. */
  readonly readBeside?: ((file: string, path: string) => string | undefined) | undefined;
  /** Files that match a pattern, beside the file of the record. */
  readonly listBeside?: ((file: string, pattern: string) => readonly string[]) | undefined;
  /** Imports nothing if of any request no golden can be made. */
  readonly strict?: boolean | undefined;
  /** Goldens that are there already. */
  readonly existing: readonly Pick<GoldenRequest, 'id' | 'version'>[];
  /** Gives up, and imports nothing. */
  readonly stop?: AbortSignal | undefined;
}

/** Somebody stopped it. */
export class InterruptedError extends MonitorError {
  override readonly name = 'InterruptedError';

  constructor() {
    super('stopped: nothing was imported');
  }
}

const mostListed = 1000;

/**
 * Reads records, makes goldens of them, checks that each can be sent, and stages them; all appear at the end. A request of
 * which no golden can be made is left out and told, whatever is wrong with it. Memory grows by about two hundred bytes for
 * each golden that is new; parts of traces are held until the end, as a trace may go on.
 *
 * @throws {ConfigError} with every problem (the first 50 of them by name) if no golden could be made, or if `strict` is set
 * and there is any.
 * @throws {InterruptedError} if it was stopped.
 */
export async function importGoldens(importing: Importing, staging: GoldenStaging): Promise<ImportReport> {
  const run = new ImportRun(importing, staging);
  try {
    for await (const record of importing.records) {
      if (importing.stop?.aborted) throw new InterruptedError();
      await run.take(record);
    }
    if (importing.stop?.aborted) throw new InterruptedError();
    return await run.finish();
  } catch (error) {
    await staging.discard();
    throw error;
  }
}

class ImportRun {
  readonly #importing: Importing;
  readonly #staging: GoldenStaging;
  readonly #problems = new ImportProblems();
  /** Version by id, of what was there and of what is new. */
  readonly #ids: Map<string, string>;
  readonly #existing: ReadonlySet<string>;
  readonly #versions = new Set<string>();
  /** Of those that have any. */
  readonly #expected = new Map<string, readonly Expectation[]>();
  readonly #goldens: ImportedGolden[] = [];
  readonly #traces = new Map<string, TracePart[]>();
  readonly #notes = new Set<string>();
  readonly #leftOut = new Map<string, number>();
  readonly #models = new Map<string, number>();
  #beside: { readonly file: string; readonly options: ImportOptions } | undefined;
  #counts = { records: 0, imported: 0, reconstructed: 0, alreadyThere: 0, repeated: 0 };

  constructor(importing: Importing, staging: GoldenStaging) {
    this.#importing = importing;
    this.#staging = staging;
    this.#ids = new Map(importing.existing.map(({ id, version }) => [id, version]));
    this.#existing = new Set(importing.existing.map(({ version }) => version));
  }

  async take(record: SourceRecord): Promise<void> {
    if ('problem' in record) return this.#problems.report(record.problem);
    if ('note' in record) return void this.#notes.add(record.note);
    if ('cutOff' in record) return count(this.#leftOut, 'last lines that are cut off');
    this.#counts.records++;
    try {
      const results = this.#importing.format.read(record.value, this.#optionsFor(record.file));
      for (const result of results) await this.#take(result, record.place);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error; // it was nested deeper than anybody can descend
      this.#problems.report({
        where: record.place(''),
        what: 'expected a record that is not nested thousands of times',
      });
    }
  }

  async finish(): Promise<ImportReport> {
    const { format, options } = this.#importing;
    for (const [trace, parts] of this.#traces)
      for (const result of format.join?.(parts, options) ?? []) await this.#take(result, () => `trace ${trace}`);
    const { imported, alreadyThere } = this.#counts;
    const nothing = imported === 0 && alreadyThere === 0;
    if (this.#problems.any && (nothing || this.#importing.strict)) throw new ConfigError(this.#problems.named);
    if (nothing) throw new ConfigError([this.#nothing()]);
    const files = imported === 0 ? [] : await this.#staging.commit();
    if (imported === 0) await this.#staging.discard();
    return {
      ...this.#counts,
      goldens: this.#goldens,
      leftOut: Object.fromEntries(this.#leftOut),
      notImported: this.#problems.grouped,
      notes: [...this.#notes],
      models: Object.fromEntries(this.#models),
      files,
    };
  }

  async #take(result: Imported, place: (path: string) => string): Promise<void> {
    if ('golden' in result) await this.#check(result.golden, place);
    else if ('tree' in result) await this.#addTree(result.tree, result.label);
    else if ('part' in result) this.#collect(result.trace, result.part);
    else if ('leftOut' in result) count(this.#leftOut, result.leftOut);
    else this.#problems.report({ where: place(result.path), what: result.wrong }, result.path);
  }

  #optionsFor(file: string): ImportOptions {
    if (file === this.#beside?.file) return this.#beside.options;
    const { options, readBeside, listBeside } = this.#importing;
    const beside = {
      ...options,
      readText: (path: string) => readBeside?.(file, path),
      listFiles: (pattern: string) => listBeside?.(file, pattern) ?? [],
    };
    this.#beside = { file, options: beside };
    return beside;
  }

  /** Recordings were answered as they are; everything else is looked at first. */
  async #check(draft: GoldenDraft, place: (path: string) => string): Promise<void> {
    const checked = this.#importing.format.answered ? { golden: draft } : checkDraft(draft);
    if ('golden' in checked) return this.#add(checked.golden);
    const [{ path, what } = { path: [], what: '' }] = checked.problems; // the first is enough to leave it out
    const at = [draft.at ?? '', formatPath(path)].filter(Boolean).join('.');
    this.#problems.report({ where: place(draft.at ?? ''), what: `${what}: ${draft.api} would refuse it` }, at);
  }

  #collect(trace: string, part: TracePart): void {
    const parts = this.#traces.get(trace);
    if (parts === undefined) this.#traces.set(trace, [part]);
    else parts.push(part);
  }

  async #add(draft: GoldenDraft): Promise<void> {
    if (this.#importing.strict && this.#problems.any) return; // nothing will be imported: only problems are looked for now
    const file = fileOf(draft);
    const { version } = goldenRequest(file);
    if (this.#existing.has(version)) return void this.#counts.alreadyThere++;
    if (this.#versions.has(version)) return this.#repeated(file, version);
    this.#versions.add(version);
    if (file.expectations.length > 0) this.#expected.set(version, file.expectations);
    const id = this.#newId(draft, version);
    await this.#staging.add({ ...file, id });
    this.#done({ id, version, api: draft.api, missing: draft.missing });
    this.#countModel(draft);
  }

  /** What a request that came before is expected to do has been written by now: other expectations are lost, and told. */
  #repeated({ expectations }: GoldenFile, version: string): void {
    this.#counts.repeated++;
    const before = this.#expected.get(version);
    if (expectations.length > 0 && !isDeepStrictEqual(before, expectations))
      count(this.#leftOut, 'other expectations of an input that came before');
  }

  /** A tree is known already if all that it is replayed as is. */
  async #addTree(tree: TraceFile, label: string | undefined): Promise<void> {
    if (this.#importing.strict && this.#problems.any) return;
    const goldens = goldensOfTrace(tree);
    const versions = goldens.map(({ version }) => version);
    if (versions.every((version) => this.#existing.has(version))) return void this.#counts.alreadyThere++;
    if (versions.every((version) => this.#versions.has(version))) return void this.#counts.repeated++;
    for (const version of versions) this.#versions.add(version);
    const version = hashJson(versions);
    const requests = tree.nodes.filter((node) => node.kind === 'llm');
    const { api } = (requests[0] as LlmNode).input;
    const id = this.#newId({ label: label ?? 'trace', api }, version);
    await this.#staging.add({ ...tree, id });
    const missing = [...new Set(requests.flatMap(({ input }) => input.missing ?? []))];
    this.#done({ id, version, api, missing, nodes: tree.nodes.length });
    for (const { input } of requests) this.#countModel({ ...input, body: input.body ?? {} });
  }

  #newId(draft: Pick<GoldenDraft, 'name' | 'label' | 'api'>, version: string): string {
    const id = goldenId(draft, version, (other) => this.#ids.has(other) && this.#ids.get(other) !== version);
    this.#ids.set(id, version);
    return id;
  }

  #done(golden: ImportedGolden): void {
    this.#counts.imported++;
    if (golden.missing.length > 0) this.#counts.reconstructed++;
    if (this.#goldens.length < mostListed) this.#goldens.push(golden);
  }

  #countModel({ api, body, context }: { api: Api; body: JsonObject; context?: GoldenContext | undefined }): void {
    const model = body[modelKey(api)] ?? context?.capturedOn?.model;
    if (typeof model === 'string') count(this.#models, model.slice(0, 200));
  }

  #nothing(): Problem {
    const reasons = [...this.#leftOut].map(([reason, times]) => `${times} ${reason}`).join(', ');
    const what = `expected at least one request to make a golden of (${this.#importing.format.title})`;
    return { where: 'import', what: reasons === '' ? `${what}, got nothing` : `${what}, got ${reasons}` };
  }
}

function fileOf({ api, title, body, missing, context, expectations = [] }: GoldenDraft): GoldenFile {
  return {
    id: '',
    ...(title === undefined ? {} : { title }),
    api,
    provenance: missing.length === 0 ? 'captured' : 'reconstructed',
    ...(missing.length === 0 ? {} : { missing: [...missing] }),
    ...(context === undefined || Object.keys(context).length === 0 ? {} : { context }),
    body,
    expectations: [...expectations],
  };
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
