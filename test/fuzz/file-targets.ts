import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError } from '../../lib/domain/errors.ts';
import { Sample } from '../../lib/domain/run/sample.ts';
import { type FormatName, formats, importFiles, importRecordings } from '../../lib/import/files/import-files.ts';
import { loadGoldenFile } from '../../lib/project/load-goldens.ts';
import { loadProject } from '../../lib/project/load-project.ts';
import { readRecording } from '../../lib/recordings/files/read-recording.ts';
import type { Target } from './target.ts';

const root = resolve(import.meta.dirname, '../..');
const imports = join(root, 'test/fixtures/import');

const project = `version: 1
every: 1h
endpoints:
  - { id: support, provider: openai, model: m, baseURL: "http://localhost:1/v1", timeoutSeconds: 10, repetitions: 2 }
  - id: sales
    provider: anthropic
    model: claude
    price: { input: 3, output: 15 }
alerts:
  - { name: chat, kind: slack, urlEnv: SLACK }
`;
const golden = {
  id: 'refund',
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'May I return it?' },
  ],
  parameters: { temperature: 0.7, max_tokens: 100, seed: 'per-draw' },
  expectations: [{ kind: 'json' }, { kind: 'contains', text: 'yes' }, { kind: 'matches', pattern: '^[a-z]+$' }],
};
const line = {
  run: 'r1',
  at: '2026-01-01T00:00:00Z',
  golden: 'refund',
  repetition: 0,
  text: 'Yes.',
  finishReason: 'stop',
  inputTokens: 3,
  outputTokens: 2,
  toolCalls: [{ name: 'look', arguments: '{}' }],
  logprobs: [-0.1],
  firstTokenTop: [['Yes', -0.1]],
};

/** Every parser of files. Inputs are written into `folder`, where nothing else stands. */
export function fileTargets(folder: string): Target[] {
  const put = (name: string, input: Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, input);
    return path;
  };
  for (const name of ['configuration', 'others']) mkdirSync(join(folder, name));
  put('configuration/golden.yaml', Buffer.from(JSON.stringify(golden)));
  const lines = [line, { ...line, repetition: 1 }, { ...line, run: 'r2' }].map((one) => JSON.stringify(one)).join('\n');
  return [
    {
      name: 'configuration',
      seeds: [
        Buffer.from(project),
        Buffer.from(
          JSON.stringify({ version: 1, goldens: '.', endpoints: [{ id: 'a', provider: 'openai', model: 'm' }] }),
        ),
      ],
      read: (input) => refusing(() => void loadProject(put('configuration/pinwatch.yaml', input), { readOnly: true })),
    },
    {
      name: 'golden',
      seeds: [
        Buffer.from(JSON.stringify(golden)),
        Buffer.from(JSON.stringify({ id: 'raw', api: 'openai.chat', body: { messages: golden.messages } })),
      ],
      read: (input) =>
        refusing(() => {
          for (const { golden: made } of loadGoldenFile(put('others/one.yaml', input)))
            if (made.version === '') return 'a golden without a version';
          return undefined;
        }),
    },
    {
      name: 'trace tree',
      seeds: traceSeeds(),
      read: (input) => refusing(() => void loadGoldenFile(put('others/tree.yaml', input))),
    },
    {
      name: 'recorded runs',
      seeds: [Buffer.from(`${lines}\n`)],
      read: (input) =>
        refusing(async () => {
          const { runs } = await readRecording(put('others/runs.jsonl', input));
          const wrong = runs.flatMap(({ samples }) => samples).find((sample) => !Sample.safeParse(sample).success);
          return wrong === undefined ? undefined : 'a sample that is none was accepted';
        }),
    },
    ...(Object.keys(formats) as FormatName[]).map((format) => importTarget(format, put)),
    {
      name: 'import recordings of an application',
      seeds: seedsOf('captured'),
      read: (input: Uint8Array) =>
        refusing(async () => {
          await importRecordings({
            files: [put('others/captured.jsonl', input)],
            into: join(folder, 'goldens'),
            dryRun: true,
          });
        }),
    },
  ];
}

function importTarget(format: FormatName, put: (name: string, input: Uint8Array) => string): Target {
  const ending = format === 'promptfoo' ? 'yaml' : 'jsonl';
  return {
    name: `import ${format}`,
    seeds: seedsOf(format),
    read: (input) =>
      refusing(async () => {
        const path = put(`others/import-${format}.${ending}`, input);
        await importFiles(format, { files: [path], into: join(path, '..', 'goldens'), dryRun: true });
      }),
  };
}

/** Examples of a format that stand with the tests; a golden's own file where there are none. */
function seedsOf(format: string): Uint8Array[] {
  const names = readdirSync(imports).filter((name) => name.startsWith(format) && /\.(jsonl?|ya?ml)$/.test(name));
  return names.length === 0
    ? [
        Buffer.from(
          `${JSON.stringify({ api: 'openai.chat', request: { model: 'm', messages: golden.messages }, at: line.at })}\n`,
        ),
      ]
    : names.map((name) => readFileSync(join(imports, name)));
}

function traceSeeds(): Uint8Array[] {
  const tree = {
    id: 'order',
    nodes: [
      { id: 'plan', kind: 'llm', input: { messages: golden.messages }, expectations: [{ kind: 'json' }] },
      { id: 'look', kind: 'tool', name: 'look', input: {}, output: 'found', parent: 'plan' },
      { id: 'answer', kind: 'llm', input: { messages: golden.messages }, parent: 'look' },
    ],
  };
  return [Buffer.from(JSON.stringify(tree))];
}

/** What is refused must be refused with problems that have their places. */
async function refusing(read: () => unknown): Promise<string | undefined> {
  try {
    const problem = await read();
    return typeof problem === 'string' ? problem : undefined;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.length === 0 ? 'refused without a problem' : undefined;
  }
}
