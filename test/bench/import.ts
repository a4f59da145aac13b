import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { importMany } from '../helpers/import-many.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const filler = 'The parcel has not come and nobody answers. '.repeat(12);
const said = (i: number) => ({ role: 'user', content: `Ticket ${i}: ${filler}` });

/** A line of each format, or an element of the list that a file of it is. Every one is another request. */
const lines: { readonly [format: string]: (i: number) => object } = {
  'openai-batch': (i) => ({
    custom_id: `ticket-${i}`,
    method: 'POST',
    url: '/v1/chat/completions',
    body: { model: 'm', messages: [said(i)], max_tokens: 20 },
  }),
  'anthropic-batch': (i) => ({
    custom_id: `ticket-${i}`,
    params: { model: 'm', messages: [said(i)], max_tokens: 20 },
  }),
  'bedrock-batch': (i) => ({ recordId: `ticket-${i}`, modelInput: { messages: [said(i)], max_tokens: 20 } }),
  'bedrock-log': (i) => ({
    schemaType: 'ModelInvocationLog',
    timestamp: '2026-11-20T10:00:00Z',
    operation: 'InvokeModel',
    modelId: 'm',
    input: { inputBodyJson: { messages: [said(i)], max_tokens: 20 } },
  }),
  otel: (i) => ({
    resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'chat', attributes: attributesOf(i) }] }] }],
  }),
  langfuse: (i) => ({ id: `o-${i}`, type: 'GENERATION', name: 'ticket', model: 'gpt-4.1', input: [said(i)] }),
  langsmith: (i) => ({
    id: `r-${i}`,
    run_type: 'llm',
    inputs: { messages: [{ role: 'user', content: said(i).content }] },
    extra: { invocation_params: { model: 'gpt-4.1', _type: 'openai-chat' } },
  }),
  recordings: (i) => ({
    schema: 'exchange/1',
    kind: 'llm',
    id: `e-${i}`,
    at: '2026-11-20T10:00:00Z',
    latencyMs: 1,
    request: {
      method: 'POST',
      url: 'http://127.0.0.1/v1/chat/completions',
      headers: {},
      body: JSON.stringify({ model: 'm', messages: [said(i)], max_tokens: 20 }),
    },
  }),
};

function attributesOf(i: number): object[] {
  const parts = [{ role: 'user', parts: [{ type: 'text', content: said(i).content }] }];
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  return [
    text('gen_ai.operation.name', 'chat'),
    text('gen_ai.provider.name', 'openai'),
    text('gen_ai.request.model', 'gpt-4.1'),
    text('gen_ai.input.messages', JSON.stringify(parts)),
  ];
}

/**
 * Prints the memory of whole processes that import 10,000 and 100,000 different requests of each format, with the processor
 * time; then how the heap grows with lines, and with what is new in them.
 */
export async function run(): Promise<void> {
  using folder = temporaryFolder();
  for (const [format, lineOf] of Object.entries(lines)) {
    const small = await importing(folder.path, format, 10_000, lineOf);
    const large = await importing(folder.path, format, 100_000, lineOf);
    const grown = (large.residentBytes - small.residentBytes) / 90_000;
    console.log(
      `import: ${format.padEnd(15)} 10,000 lines ${megabytes(small.residentBytes)}, 100,000 lines (${megabytes(large.fileBytes)}) ${megabytes(large.residentBytes)} at most, ${grown.toFixed(0)} bytes for each further line; ${large.seconds.toFixed(1)} s of processor time`,
    );
  }
  for (const [count, distinct] of [
    [10_000, 10_000],
    [100_000, 1_000],
    [100_000, 100_000],
  ] as const) {
    const { fileBytes, seconds, heapGrowthBytes } = await importMany(count, distinct);
    console.log(
      `import: ${count} lines (${megabytes(fileBytes)}), ${distinct} of them different: ${seconds.toFixed(1)} s, heap grew by ${megabytes(heapGrowthBytes)}`,
    );
  }
}

interface Imported {
  readonly fileBytes: number;
  /** The most that the process held, of any kind. */
  readonly residentBytes: number;
  readonly seconds: number;
}

/** Runs the command line in a process of its own, with the heap that Node gives it. */
async function importing(folder: string, format: string, count: number, lineOf: (i: number) => object) {
  const file = join(folder, 'lines.jsonl');
  let fileBytes = 0;
  async function* texts() {
    for (let i = 0; i < count; i++) {
      const line = `${JSON.stringify(lineOf(i))}\n`;
      fileBytes += line.length;
      yield line;
    }
  }
  await pipeline(Readable.from(texts()), createWriteStream(file));
  const command = format === 'recordings' ? ['capture', file] : ['import', format, file];
  const used = await measured([...command, '--into', join(folder, 'goldens'), '--json']);
  await rm(join(folder, 'goldens'), { recursive: true });
  return { fileBytes, ...used } satisfies Imported;
}

const tellUse = `process.on('exit', () => { const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  process.stderr.write(JSON.stringify({ residentBytes: maxRSS * 1024, seconds: (userCPUTime + systemCPUTime) / 1e6 })); });`;

async function measured(args: readonly string[]): Promise<Pick<Imported, 'residentBytes' | 'seconds'>> {
  const main = resolve(import.meta.dirname, '../../lib/cli/main.ts');
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(tellUse)}`, main, ...args],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`pinwatch ${args.join(' ')} exited with ${status}: ${said}`);
  return JSON.parse(said) as Pick<Imported, 'residentBytes' | 'seconds'>;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
