import type { Api } from '../../domain/endpoint/api.ts';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { expected, type Imported, type ImportOptions, leftOut, type RecordReader, wrong } from '../imported.ts';
import { textOrNone } from '../read/chat-messages.ts';
import { assertionsOf } from '../read/promptfoo-assertions.ts';
import { type Prompt, promptsOf } from '../read/promptfoo-prompts.ts';
import { fillIn, fillInAll } from '../read/template.ts';
import { reconstructed } from '../reconstruct.ts';

interface Provider {
  readonly api: Api;
  readonly config: JsonObject;
  readonly missing: readonly string[];
}

interface Test {
  readonly test: JsonObject;
  readonly variables: JsonObject;
  readonly path: string;
}

/**
 * A promptfoo configuration: a golden for each prompt, test and provider, with `{{ variables }}` filled in. What needs
 * more of the template engine is a problem at its place. Assertions that have a counterpart become expectations.
 */
export const promptfoo: RecordReader = (record, options) => {
  if (!isJsonObject(record)) return wrong('', expected('a promptfoo configuration', record));
  const prompts = promptsOf(record.prompts, options.readText);
  const providers = providersOf(record.providers ?? record.targets, options);
  const tests = testsOf(record);
  const problems = [prompts, providers, tests].flatMap((read) => read.results);
  const combined = prompts.found.flatMap((prompt) =>
    tests.found.flatMap((test) => [
      ...providers.found.flatMap((provider) => combine(prompt, test, provider)),
      ...assertionsOf(test.test.assert, test.variables).leftOut.map((reason) => ({ leftOut: reason })),
    ]),
  );
  return [...problems, ...(record.scenarios === undefined ? [] : leftOut('scenarios')), ...combined];
};

/** What was found, and what is wrong with or left out of the rest. */
interface Found<T> {
  readonly found: readonly T[];
  readonly results: readonly Imported[];
}

const apis: ReadonlyArray<readonly [RegExp, Api]> = [
  [/^openai:responses:/, 'openai.responses'],
  [
    /^(openai|azure|azureopenai):(?!(completion|embedding|image|realtime|assistant|moderation|tts|transcription)\b)/,
    'openai.chat',
  ],
  [/^anthropic:/, 'anthropic.messages'],
  [/^(google|vertex):/, 'gemini.generate'],
  [/^bedrock:/, 'bedrock.converse'],
  [/^ollama:chat:/, 'ollama.chat'],
];

function providersOf(value: Json | undefined, { api: told }: ImportOptions): Found<Provider> {
  const list = Array.isArray(value) ? (value as readonly Json[]) : value === undefined ? [] : [value];
  const found: Provider[] = [];
  const results: Imported[] = [];
  for (const [i, item] of list.entries()) {
    const id = isJsonObject(item) ? item.id : item;
    if (typeof id !== 'string') {
      results.push(...wrong(`providers[${i}]`, expected('the id of a provider, or an object with it', item)));
      continue;
    }
    const api = told ?? apis.find(([pattern]) => pattern.test(id))?.[1];
    if (api === undefined) results.push(...leftOut(`providers of type ${id.split(':')[0]?.slice(0, 40)}`));
    else
      found.push({
        api,
        config: isJsonObject(item) && isJsonObject(item.config) ? item.config : {},
        missing:
          api === 'bedrock.converse' && told === undefined
            ? ['the API: promptfoo asks Bedrock by InvokeModel unless told otherwise']
            : [],
      });
  }
  if (list.length === 0) results.push(...wrong('providers', expected('a list of providers', value)));
  return { found, results };
}

function testsOf({ tests, defaultTest }: JsonObject): Found<Test> {
  const common = isJsonObject(defaultTest) ? defaultTest : {};
  const list = tests === undefined ? [{}] : Array.isArray(tests) ? (tests as readonly Json[]) : [tests];
  const found: Test[] = [];
  const results: Imported[] = [];
  for (const [i, test] of list.entries()) {
    const path = Array.isArray(tests) ? `tests[${i}]` : 'tests';
    if (!isJsonObject(test)) {
      const got = typeof test === 'string' ? 'the name of a file, which is not read' : undefined;
      results.push(...wrong(path, got === undefined ? expected('a test', test) : `expected a test, got ${got}`));
      continue;
    }
    const variables = { ...varsOf(common), ...varsOf(test) };
    const bad = Object.entries(variables).flatMap(([name, value]) =>
      notOneValue(value).flatMap((what) => wrong(`${path}.vars.${name}`, what)),
    );
    const asserts = [...listOf(common.assert), ...listOf(test.assert)];
    const ofCommon = listOf(common.assert).length;
    bad.push(
      ...assertionsOf(asserts, variables).wrong.flatMap(({ index, what }) =>
        index < ofCommon
          ? wrong(`defaultTest.assert[${index}]`, what)
          : wrong(`${path}.assert[${index - ofCommon}]`, what),
      ),
    );
    if (bad.length > 0) results.push(...bad);
    else found.push({ test: { ...test, assert: asserts }, variables, path });
  }
  return { found, results };
}

function notOneValue(value: Json): string[] {
  if (Array.isArray(value))
    return ['expected one value, got a list, of which promptfoo makes a test each: write the tests out'];
  if (typeof value === 'string' && /^file:\/\//.test(value))
    return ['expected a value, got the name of a file, which is not read'];
  return [];
}

function varsOf({ vars }: JsonObject): JsonObject {
  return isJsonObject(vars) ? vars : {};
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function combine(prompt: Prompt, { test, variables, path }: Test, { api, config, missing }: Provider): Imported[] {
  const messages = messagesOf(prompt, variables);
  if ('wrong' in messages) return wrong(prompt.path, `with the variables of ${path}: ${messages.wrong}`);
  const { tools, ...parameters } = config;
  const title = textOrNone(test.description)?.slice(0, 200);
  return reconstructed({
    api,
    label: title ?? prompt.label ?? 'promptfoo',
    ...(title === undefined ? {} : { title }),
    missing: ['parameters that promptfoo sets by itself, e.g. temperature and max tokens', ...missing],
    context: contextOf(prompt, variables),
    expectations: assertionsOf(test.assert, variables).expectations,
    messages: messages.value,
    path: prompt.path,
    tools,
    parameters,
  });
}

function messagesOf({ text, chat }: Prompt, variables: JsonObject) {
  if (chat !== undefined) return fillInAll(chat, variables);
  const filled = fillIn(text ?? '', variables);
  return 'wrong' in filled ? filled : { value: [{ role: 'user', content: filled.text }] };
}

function contextOf({ text, label }: Prompt, variables: JsonObject) {
  const template = text === undefined || text === '' ? (label === undefined ? undefined : { name: label }) : { text };
  return {
    ...(template === undefined ? {} : { template }),
    ...(Object.keys(variables).length === 0 ? {} : { variables }),
  };
}
