import * as z from 'zod';
import { hashBytes, hashJson } from '../../domain/content-hash.ts';
import { StoreError } from '../../domain/errors.ts';
import type { GoldenRequest } from '../../domain/golden/golden-request.ts';
import { ContentHashText } from '../../domain/ids.ts';
import type { JsonObject } from '../../domain/json.ts';
import { mapConcurrently } from '../../domain/map-concurrently.ts';
import type { ProjectFile } from '../../domain/project/project.ts';
import { PushedProject } from '../../domain/project/pushed-project.ts';
import { StoredGolden } from '../../stores/stored-golden.ts';
import { decode, encode } from '../../stores/stored-json.ts';
import { objectKeys } from '../names/object-keys.ts';
import type { Bucket } from './bucket.ts';

const atOnce = 48;
const json = 'application/json';
const Current = z.strictObject({ version: ContentHashText });

/** What a push came to. */
export interface Pushed {
  readonly version: string;
  /** Objects that were not there yet: goldens and the project file. */
  readonly uploaded: number;
  /** Whether it replaced another version. */
  readonly changed: boolean;
}

/** Projects as they were pushed. Versions are immutable; a push is in force with its last write, whole or not at all. */
export class AwsProjects {
  readonly #bucket: Bucket;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  async push(project: ProjectFile, goldens: readonly GoldenRequest[]): Promise<Pushed> {
    const texts = goldens.map((golden) => ({
      id: golden.id,
      text: encode(StoredGolden, golden, `golden ${golden.id}`),
    }));
    const uploads = await mapConcurrently(texts, atOnce, ({ text }) =>
      this.#bucket.putIfAbsent(objectKeys.pushedGolden(hashBytes(text)), text, json),
    );
    const pushed = { project, goldens: texts.map(({ id, text }) => ({ id, hash: hashBytes(text) })) };
    const version = hashJson(pushed as unknown as JsonObject);
    const text = encode(PushedProject, pushed, 'project');
    uploads.push(await this.#bucket.putIfAbsent(objectKeys.projectVersion(version), text, json));
    const before = await this.current();
    await this.#bucket.put(objectKeys.currentProject, encode(Current, { version }, 'current project'), json);
    return { version, uploaded: uploads.filter(Boolean).length, changed: before !== version };
  }

  /** The version in force; nothing before the first push. */
  async current(): Promise<string | undefined> {
    const text = await this.#bucket.get(objectKeys.currentProject);
    return text === undefined ? undefined : decode(Current, text.toString(), 'current project').version;
  }

  /** @throws {StoreError} if there is no such version. */
  async get(version: string): Promise<PushedProject> {
    const key = objectKeys.projectVersion(version);
    return decode(PushedProject, await this.#text(key), `project version ${version}`);
  }

  /** The goldens of a version, in its order. */
  async goldens({ goldens }: PushedProject): Promise<GoldenRequest[]> {
    return mapConcurrently(goldens, atOnce, async ({ id, hash }) =>
      decode(StoredGolden, await this.#text(objectKeys.pushedGolden(hash)), `golden ${id}`),
    );
  }

  async #text(key: string): Promise<string> {
    const text = await this.#bucket.get(key);
    if (text === undefined) throw new StoreError(`${this.#bucket.nameOf(key)}: missing`);
    return text.toString();
  }
}
