import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { hashBytes } from '../../domain/content-hash.ts';
import { UnreadableError } from '../../domain/errors.ts';
import { mapConcurrently } from '../../domain/map-concurrently.ts';
import { RunPlan } from '../../domain/run/run.ts';
import type { Sample } from '../../domain/run/sample.ts';
import type { DrawId, UseSamples } from '../../ports/run-store.ts';
import { compareDraws, decodeSamples, encodeSamples, parseSampleLine, sampleLine } from '../../stores/sample-lines.ts';
import { readInParts } from '../../stores/sample-parts.ts';
import { decode, encode } from '../../stores/stored-json.ts';
import { objectKeys, openDrawsPrefix, openRunPrefix } from '../names/object-keys.ts';
import type { Bucket } from './bucket.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Objects that are read at once. */
const readsAtOnce = 48;

/** Where the samples of a sealed run are. */
export interface SealedPlace {
  readonly run: string;
  readonly endpoint: string;
  readonly at: string;
}

/** With the SHA-256 that it was sealed with, and of what is left where something was erased. */
export interface SealedState extends SealedPlace {
  readonly hash: string;
  readonly erasedTo?: string | undefined;
}

/** What the bucket holds of runs: a plan and one object a draw while a run is open, one object for all once it is sealed. */
export class RunObjects {
  readonly #bucket: Bucket;
  #seen = { run: '', draws: new Map<string, string>() };

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /** Stores a plan, if the run has none yet. */
  async putPlan(plan: RunPlan): Promise<void> {
    const text = encode(RunPlan, plan, `plan of run ${plan.run}`);
    await this.#bucket.putIfAbsent(objectKeys.plan(plan.run), text, 'application/json');
  }

  async plan(run: string): Promise<RunPlan | undefined> {
    const text = await this.#bucket.get(objectKeys.plan(run));
    return text === undefined ? undefined : decode(RunPlan, text.toString(), `plan of run ${run}`);
  }

  /** Stores a draw, if there is none of its name; says whether this call did. */
  async putDraw(sample: Sample): Promise<boolean> {
    const key = objectKeys.draw(sample.run, sample.golden, sample.repetition);
    return this.#bucket.putIfAbsent(key, sampleLine(sample), 'application/json');
  }

  /**
   * Draws of an open run, in order; those that are gone by the time they are read are left out. What is there is listed
   * first, a thousand a request: a draw that nobody made yet is not asked for.
   */
  async draws(run: string, only?: readonly DrawId[]): Promise<Sample[]> {
    const wanted = only && new Set(only.map(({ golden, repetition }) => objectKeys.draw(run, golden, repetition)));
    const keys = (await this.#bucket.list(openDrawsPrefix(run))).filter((key) => wanted?.has(key) ?? true);
    const found = await mapConcurrently(keys, readsAtOnce, (key) => this.#draw(key, this.#seenOf(run)));
    return found.filter((sample) => sample !== undefined).sort(compareDraws);
  }

  /** Lines that were read before, of the run that was asked for last: they never change, and are read to count and to seal. */
  #seenOf(run: string): Map<string, string> {
    if (this.#seen.run !== run) this.#seen = { run, draws: new Map() };
    return this.#seen.draws;
  }

  /**
   * Stores the samples of a run as one object, if there is none yet. Whoever comes first decides which draws the run was
   * sealed with; everybody else finds that object.
   *
   * @returns the samples it was sealed with, and the SHA-256 of their lines.
   */
  async seal(place: SealedPlace, samples: readonly Sample[]): Promise<{ samples: Sample[]; hash: string }> {
    const packed = await pack(encodeSamples(samples.map(withoutEndpoint)));
    await this.#bucket.putIfAbsent(sealedKey(place), packed, 'application/gzip');
    const lines = await this.#sealedLines(place);
    return { samples: samplesIn(lines, place), hash: hashBytes(lines) };
  }

  /** @throws {UnreadableError} if the object is missing or does not hold what was sealed. */
  async sealed(place: SealedState): Promise<Sample[]> {
    return samplesIn(await this.#checkedLines(place), place);
  }

  /** The same, some whole goldens at a time: beside their packed and unpacked lines no more is in memory. */
  async sealedInParts(place: SealedState, use: UseSamples): Promise<void> {
    const { run, endpoint } = place;
    await readInParts([await this.#checkedLines(place)], `samples of run ${run}`, (samples) =>
      use(samples.map((sample) => ({ ...sample, endpoint }))),
    );
  }

  /** Samples in an object that no record speaks of: whatever it holds. @throws {UnreadableError} if it cannot be read. */
  async unnamed(key: string, place: Pick<SealedPlace, 'run' | 'endpoint'>): Promise<Sample[]> {
    return samplesIn(await this.#lines(key), place);
  }

  /** Puts other samples in the place of those of a sealed run, once `announce` has noted the hashes of both. */
  async replace(
    place: SealedPlace,
    samples: readonly Sample[],
    announce: (found: string, next: string) => Promise<void>,
  ): Promise<void> {
    const lines = encodeSamples(samples.map(withoutEndpoint));
    await announce(hashBytes(await this.#sealedLines(place)), hashBytes(lines));
    await this.#bucket.put(sealedKey(place), await pack(lines), 'application/gzip');
  }

  /** Deletes what a run needed while it was open. */
  async discardOpen(run: string): Promise<void> {
    this.#seen = { run: '', draws: new Map() };
    await this.#bucket.remove(await this.#bucket.list(openRunPrefix(run)));
  }

  async #draw(key: string, seen: Map<string, string>): Promise<Sample | undefined> {
    const line = seen.get(key) ?? (await this.#bucket.get(key))?.toString();
    if (line === undefined) return undefined;
    seen.set(key, line);
    return parseSampleLine(line, this.#bucket.nameOf(key));
  }

  async #checkedLines(place: SealedState): Promise<Buffer> {
    const lines = await this.#sealedLines(place);
    const found = hashBytes(lines);
    if (found === place.hash || found === place.erasedTo) return lines;
    throw new UnreadableError(
      `${this.#bucket.nameOf(sealedKey(place))}: damaged, its content has the SHA-256 ${found}`,
    );
  }

  #sealedLines(place: SealedPlace): Promise<Buffer> {
    return this.#lines(sealedKey(place));
  }

  async #lines(key: string): Promise<Buffer> {
    const packed = await this.#bucket.get(key);
    if (packed === undefined) throw new UnreadableError(`${this.#bucket.nameOf(key)}: missing`);
    return unpack(packed).catch((cause: unknown) => {
      throw new UnreadableError(`${this.#bucket.nameOf(key)}: damaged, it cannot be unpacked`, { cause });
    });
  }
}

/** In SQL the endpoint is a partition, which a column of the same name would hide. */
function withoutEndpoint({ endpoint: _partition, ...sample }: Sample): Sample {
  return sample;
}

function samplesIn(lines: Buffer, { run, endpoint }: Pick<SealedPlace, 'run' | 'endpoint'>): Sample[] {
  return decodeSamples(lines, `samples of run ${run}`).map((sample) => ({ ...sample, endpoint }));
}

function sealedKey({ endpoint, at, run }: SealedPlace): string {
  return objectKeys.samples(endpoint, at, run);
}
