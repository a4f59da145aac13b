import {
  type BatchSpeech,
  type Fate,
  json,
  jsonLines,
  type Kept,
  type Lying,
  linesOf,
  type ServerState,
  saidTo,
} from './batch-server.ts';

interface Job {
  readonly jobName: string;
  readonly clientRequestToken: string;
  readonly inputDataConfig: { readonly s3InputDataConfig: { readonly s3Uri: string } };
  readonly outputDataConfig: { readonly s3OutputDataConfig: { readonly s3Uri: string } };
}
const jobs = new WeakMap<Kept, Job>();

/** Bedrock's batch inference with the S3 that it reads and writes, buckets in the path. */
export const bedrockBatchServer: BatchSpeech = {
  isHandingIn: ({ method, path }) => method === 'POST' && path === '/model-invocation-job',

  answer({ method, path, headers, body }, state) {
    const [route = '', query = ''] = path.split('?');
    if (!/^AWS4-HMAC-SHA256 .*\/(bedrock|s3)\/aws4_request/.test(headers.get('authorization') ?? ''))
      return json({ __type: 'AccessDeniedException' }, 403);
    if (method === 'POST' && route === '/model-invocation-job') return make(JSON.parse(body), state);
    if (method === 'GET' && route === '/model-invocation-jobs') {
      const wanted = new URLSearchParams(query).get('nameContains') ?? '';
      const found = state.batches.filter((batch) => jobs.get(batch)?.jobName.includes(wanted));
      return json({ invocationJobSummaries: found.map((batch) => shown(batch)) });
    }
    const [, encoded, action] = /^\/model-invocation-job\/([^/]+)(\/stop)?$/.exec(route) ?? [];
    if (encoded !== undefined) {
      const batch = state.batches.find(({ id }) => id === decodeURIComponent(encoded));
      if (batch === undefined) return json({ __type: 'ResourceNotFoundException' }, 404);
      if (action !== undefined && batch.state === 'going') batch.state = 'cancelled';
      write(batch, state);
      return json(action === undefined ? shown(batch) : {});
    }
    const key = route.slice(1);
    if (method === 'PUT') state.files.set(key, body);
    else if (method === 'DELETE') state.files.delete(key);
    else if (!state.files.has(key))
      return {
        status: 404,
        headers: { 'content-type': 'application/xml' },
        body: '<Error><Code>NoSuchKey</Code></Error>',
      };
    return {
      status: method === 'DELETE' ? 204 : 200,
      headers: { 'content-type': '' },
      body: method === 'GET' ? (state.files.get(key) as string) : '',
    };
  },
};

function make(job: Job & { readonly roleArn?: string; readonly modelInvocationType?: string }, state: ServerState) {
  const again = state.batches.find((batch) => jobs.get(batch)?.clientRequestToken === job.clientRequestToken);
  if (again !== undefined) return json({ jobArn: again.id });
  const input = state.files.get(job.inputDataConfig.s3InputDataConfig.s3Uri.slice('s3://'.length));
  if (input === undefined || job.roleArn === undefined || job.modelInvocationType !== 'Converse')
    return json({ __type: 'ValidationException' }, 400);
  const requests = input
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ recordId, modelInput }): Lying => ({ name: recordId, body: modelInput }));
  const id = `arn:aws:bedrock:eu-west-1:111122223333:model-invocation-job/job${state.batches.length + 1}`;
  const batch: Kept = { id, requests, madeAt: state.now(), state: 'going' };
  jobs.set(batch, job);
  state.batches.push(batch);
  return json({ jobArn: id });
}

const states = { going: 'InProgress', ended: 'Completed', expired: 'Expired', cancelled: 'Stopped', failed: 'Failed' };

function shown(batch: Kept) {
  const { jobName } = jobs.get(batch) as Job;
  return { jobArn: batch.id, jobName, status: states[batch.state], submitTime: batch.madeAt.toISOString() };
}

function write(batch: Kept, state: ServerState) {
  if (batch.state !== 'ended') return;
  const { inputDataConfig, outputDataConfig } = jobs.get(batch) as Job;
  const file = inputDataConfig.s3InputDataConfig.s3Uri.split('/').at(-1);
  const folder = `${outputDataConfig.s3OutputDataConfig.s3Uri.slice('s3://'.length)}${batch.id.split('/').at(-1)}`;
  const key = `${folder}/${file}.out`;
  if (state.files.has(key)) return;
  state.files.set(key, jsonLines(linesOf(batch, state, lineOf)).body as string);
  state.files.set(`${folder}/manifest.json.out`, '{}');
}

function lineOf({ name: recordId, body: modelInput }: Lying, fate: Fate) {
  const errorCode = { refused: 400, overloaded: 503, expired: 408, cancelled: 499 }[fate as string];
  if (errorCode !== undefined)
    return { recordId, modelInput, error: { errorCode, errorMessage: 'repeats the prompt' } };
  const modelOutput = {
    output: { message: { role: 'assistant', content: [{ text: saidTo(modelInput) }] } },
    stopReason: 'end_turn',
    usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15 },
    metrics: { latencyMs: 10 },
  };
  return { recordId, modelInput, modelOutput };
}
