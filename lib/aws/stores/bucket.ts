import { randomUUID } from 'node:crypto';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { StoreError } from '../../domain/errors.ts';
import { naming } from './aws-failure.ts';
import { whileConflicting } from './patience.ts';

/** Keys that one request may delete. */
const deletedAtOnce = 1000;

/** What S3 says of a key for which it has no time now. */
const busyCodes = ['SlowDown', 'InternalError', 'ServiceUnavailable'];

/** Not everything was deleted. */
class SomeLeft extends StoreError {
  readonly isBusy: boolean;

  constructor(where: string, codes: readonly string[]) {
    super(`${where}: ${codes.length} objects could not be deleted (${codes[0]})`);
    this.isBusy = codes.every((code) => busyCodes.includes(code));
  }
}

/** An object as a list has it. */
export interface Listed {
  readonly key: string;
  /** When it was written last. */
  readonly at: Date;
}

/** Objects in one bucket. Uploads carry a SHA-256 that S3 checks before it accepts them. */
export class Bucket {
  readonly #client: S3Client;
  readonly #name: string;

  constructor(client: S3Client, name: string) {
    this.#client = client;
    this.#name = name;
  }

  /** The bytes of an object, or nothing if there is none. */
  async get(key: string): Promise<Buffer | undefined> {
    return this.#naming(async () => {
      try {
        const { Body: body } = await this.#client.send(
          new GetObjectCommand({ Bucket: this.#name, Key: key, ChecksumMode: 'ENABLED' }),
        );
        return Buffer.from((await body?.transformToByteArray()) ?? []);
      } catch (error) {
        if (isStatus(error, 404) && (error as Error).name !== 'NoSuchBucket') return undefined;
        throw error;
      }
    });
  }

  async put(key: string, content: Uint8Array | string, contentType: string): Promise<void> {
    await this.#naming(() => this.#client.send(this.#upload(key, content, contentType)));
  }

  /** Stores an object if there is none under this key; says whether this call did. */
  async putIfAbsent(key: string, content: Uint8Array | string, contentType: string): Promise<boolean> {
    const writer = randomUUID();
    const upload = this.#upload(key, content, contentType, { IfNoneMatch: '*', Metadata: { writer } });
    return this.#naming(async () => {
      try {
        await whileConflicting(
          (error) => isStatus(error, 409),
          () => this.#client.send(upload),
        );
        return true;
      } catch (error) {
        if (!isStatus(error, 412)) throw error;
        // The answer to an upload can get lost: then the SDK tried again, and what stood in its way is its own first try.
        return (await this.#writerOf(key)) === writer;
      }
    });
  }

  /** Keys that begin with `prefix`. */
  async list(prefix: string): Promise<string[]> {
    return (await this.entries(prefix)).map(({ key }) => key);
  }

  /** Objects whose keys begin with `prefix`. A request lists a thousand. */
  async entries(prefix: string): Promise<Listed[]> {
    const found: Listed[] = [];
    let token: string | undefined;
    do {
      const page = await this.#naming(() =>
        this.#client.send(new ListObjectsV2Command({ Bucket: this.#name, Prefix: prefix, ContinuationToken: token })),
      );
      for (const { Key: key = '', LastModified: at = new Date(0) } of page.Contents ?? []) found.push({ key, at });
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return found;
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (let first = 0; first < keys.length; first += deletedAtOnce) {
      await this.#removeAll(keys.slice(first, first + deletedAtOnce));
    }
  }

  /** S3 may delete some of the keys and be too busy for the others: those are asked for again. */
  async #removeAll(keys: readonly string[]): Promise<void> {
    let left = keys;
    await whileConflicting(
      (error) => error instanceof SomeLeft && error.isBusy,
      async () => {
        const batch = left.map((key) => ({ Key: key }));
        const { Errors: failed = [] } = await this.#naming(() =>
          this.#client.send(new DeleteObjectsCommand({ Bucket: this.#name, Delete: { Objects: batch, Quiet: true } })),
        );
        left = failed.map(({ Key: key = '' }) => key);
        const codes = failed.map(({ Code: code = '' }) => code);
        if (left.length > 0) throw new SomeLeft(`bucket ${this.#name}`, codes);
      },
    );
  }

  /** How errors name an object. */
  nameOf(key: string): string {
    return `s3://${this.#name}/${key}`;
  }

  #upload(key: string, content: Uint8Array | string, contentType: string, more: object = {}): PutObjectCommand {
    return new PutObjectCommand({
      Bucket: this.#name,
      Key: key,
      Body: content,
      ContentType: contentType,
      ChecksumAlgorithm: 'SHA256',
      ...more,
    });
  }

  async #writerOf(key: string): Promise<string | undefined> {
    try {
      const head = await this.#client.send(new HeadObjectCommand({ Bucket: this.#name, Key: key }));
      return head.Metadata?.writer;
    } catch (error) {
      if (isStatus(error, 404)) return undefined; // deleted meanwhile: it was there, and it was not ours
      throw error;
    }
  }

  #naming<T>(call: () => Promise<T>): Promise<T> {
    return naming(`bucket ${this.#name}`, call);
  }
}

function isStatus(error: unknown, status: number): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === status;
}
