import * as z from 'zod';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { ConfigError } from '../../domain/errors.ts';
import type { BatchProgress } from '../../domain/run/batch.ts';
import type { FailureClass } from '../../domain/run/completion.ts';
import type { SubmittedBatch } from '../../ports/batch-provider.ts';
import { ask, askFor } from '../shared/ask.ts';
import { answerOf, type BatchLine, type BatchProtocol } from '../shared/batch-protocol.ts';
import { classifyError } from '../shared/classify-http-failure.ts';
import type { ExchangeOptions, Fetch } from '../shared/exchange.ts';
import { fromJsonLines, toJsonLines } from '../shared/json-lines.ts';
import { Text } from '../shared/reading.ts';
import { unlessGone } from '../shared/unless-gone.ts';
import type { ControlPlane } from './control-plane.ts';
import { signingFetch } from './signing-fetch.ts';

/** Where batches of an endpoint are asked for, and where their files lie. */
export interface BatchPlaces {
  readonly plane: ControlPlane;
  /** e.g. https://s3.eu-west-1.amazonaws.com; buckets stand in the path. */
  readonly s3URL: string;
}

const Made = z.looseObject({ jobArn: z.string().min(1) });
const Job = z.looseObject({ jobArn: z.string().min(1), status: z.string(), endTime: z.unknown().optional() });
const Listing = z.looseObject({
  invocationJobSummaries: z.array(z.looseObject({ jobArn: z.string(), jobName: Text })).nullish(),
});
const Line = z.looseObject({
  recordId: z.string(),
  modelOutput: z.unknown().optional(),
  error: z.unknown().optional(),
});

/** Hours that Bedrock works on a batch before it gives up. */
const hours = 24;

/** Batch inference of Amazon Bedrock: requests lie in S3, and answers come there. Needs a role that may read and write there. */
export function bedrockBatches(placesOf: (endpoint: Endpoint) => BatchPlaces): BatchProtocol {
  const jobs = (endpoint: Endpoint, path: string, init: RequestInit = {}) => {
    const { client, baseURL } = placesOf(endpoint).plane;
    return (fetch: Fetch) => signingFetch(client, 'bedrock', fetch)(`${baseURL}${path}`, init);
  };
  const object = (endpoint: Endpoint, path: string, init: RequestInit = {}) => {
    const { plane, s3URL } = placesOf(endpoint);
    return (fetch: Fetch) => signingFetch(plane.client, 's3', fetch)(`${s3URL}/${path}`, init);
  };
  const pathOf = (id: string) => `/model-invocation-job/${encodeURIComponent(id)}`;

  return {
    limits: { requests: 50_000, bytes: 150_000_000 },

    async create({ endpoint, api, key, bodies }, options) {
      const { bucket, folder, roleArn } = storageOf(endpoint);
      const input = `${folder}${key}.jsonl`;
      const lines = [...bodies].map(([place, modelInput]) => ({ recordId: recordOf(place), modelInput }));
      await askFor(object(endpoint, `${bucket}/${input}`, { method: 'PUT', body: toJsonLines(lines) }), options);
      const job = {
        jobName: jobNameOf(key),
        clientRequestToken: key, // asked for twice, it is made once
        roleArn,
        modelId: endpoint.model,
        modelInvocationType: api === 'bedrock.converse' ? 'Converse' : 'InvokeModel',
        inputDataConfig: { s3InputDataConfig: { s3InputFormat: 'JSONL', s3Uri: `s3://${bucket}/${input}` } },
        outputDataConfig: { s3OutputDataConfig: { s3Uri: `s3://${bucket}/${folder}` } },
        timeoutDurationInHours: hours,
      };
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(job) };
      return (await ask(Made, jobs(endpoint, '/model-invocation-job', init), options)).jobArn;
    },

    async find({ endpoint, key }, options) {
      const name = jobNameOf(key);
      const { invocationJobSummaries } = await ask(
        Listing,
        jobs(endpoint, `/model-invocation-jobs?nameContains=${name}`),
        options,
      );
      const found = invocationJobSummaries?.find(({ jobName }) => jobName === name);
      return found === undefined ? 'none' : { id: found.jobArn };
    },

    look: async ({ endpoint, id }, options) => progressOf(await ask(Job, jobs(endpoint, pathOf(id)), options)),

    async lines(batch, options) {
      const text = await outputOf(batch, options);
      return text === undefined ? [] : fromJsonLines(text).flatMap(lineOf);
    },

    async cancel({ endpoint, id }, options) {
      await askFor(jobs(endpoint, `${pathOf(id)}/stop`, { method: 'POST' }), options);
    },

    async forget({ endpoint, key, id }, options) {
      const { bucket, folder } = storageOf(endpoint);
      const files = [`${key}.jsonl`, `${jobIdOf(id)}/${key}.jsonl.out`, `${jobIdOf(id)}/manifest.json.out`];
      for (const file of files)
        await unlessGone(askFor(object(endpoint, `${bucket}/${folder}${file}`, { method: 'DELETE' }), options));
    },
  };

  /** Nothing where a job ended before it answered a single request. */
  async function outputOf(
    { endpoint, key, id }: SubmittedBatch,
    options: ExchangeOptions,
  ): Promise<string | undefined> {
    const { bucket, folder } = storageOf(endpoint);
    let text: string | undefined;
    const path = `${bucket}/${folder}${jobIdOf(id)}/${key}.jsonl.out`;
    const read = async () => {
      text = (await askFor(object(endpoint, path), options)).body;
    };
    await unlessGone(read());
    return text;
  }
}

function jobNameOf(key: string): string {
  return `pinwatch-${key}`;
}

/** The last part of a job's ARN, which names its folder. */
function jobIdOf(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

/** Bedrock's records are called by eleven letters and digits. */
function recordOf(place: number): string {
  return `D${String(place).padStart(10, '0')}`;
}

function storageOf({ id, batchStorage }: Endpoint) {
  if (batchStorage === undefined)
    throw new ConfigError([
      { where: `endpoint ${id}`, what: 'expected batchStorage, which batches on Bedrock need, got none' },
    ]);
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/?(.*?)\/*$/.exec(batchStorage.s3) ?? [];
  return { bucket, folder: prefix === '' ? '' : `${prefix}/`, roleArn: batchStorage.roleArn };
}

const failures: { readonly [status: string]: FailureClass } = {
  Completed: 'malformed-response',
  PartiallyCompleted: 'timeout', // what was not reached in time
  Failed: 'invalid-request', // its files or its role could not be used, or too few records
  Stopped: 'cancelled',
  Expired: 'timeout',
};

function progressOf({ status, endTime }: z.infer<typeof Job>): BatchProgress {
  const failure = failures[status];
  if (failure === undefined) return { kind: 'going' };
  const at =
    typeof endTime === 'number'
      ? new Date(endTime * 1000)
      : typeof endTime === 'string'
        ? new Date(endTime)
        : undefined;
  return { kind: 'ended', failure, at };
}

function lineOf(json: unknown): BatchLine[] {
  const { data: line } = Line.safeParse(json);
  const [, digits] = /^D(\d{10})$/.exec(line?.recordId ?? '') ?? [];
  if (line === undefined || digits === undefined) return [];
  const place = Number(digits);
  if (line.error != null) return [{ place, failed: classifyError({ error: codeIn(line.error) }, undefined) }];
  return [{ place, answer: answerOf(line.modelOutput) }];
}

/** The code alone: beside it stands a message, which may repeat the prompt. */
function codeIn(error: unknown): object {
  const { errorCode } = (error ?? {}) as { readonly errorCode?: unknown };
  return { code: errorCode };
}
