import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { type Imported, leaveOut, type RecordReader, reportWrong, sayExpected } from '../imported.ts';
import { readAsked } from '../read/asked.ts';
import { textOrNone } from '../read/json-text.ts';
import { fillPrompt } from '../read/promptfoo-messages.ts';
import { type Prompt, promptsOf } from '../read/promptfoo-prompts.ts';
import { isMeant, type Provider, providersOf } from '../read/promptfoo-providers.ts';
import { type Test, testsOf } from '../read/promptfoo-tests.ts';
import { fillInAll } from '../read/template.ts';
import { reconstruct } from '../reconstruct.ts';

/**
 * A promptfoo configuration: a golden for each prompt, test and provider that belong together, with `{{ variables }}`
 * filled in. What needs more of the template engine is a problem at its place. Assertions that have a counterpart become
 * expectations.
 */
export const promptfoo: RecordReader = (record, options) => {
  if (!isJsonObject(record)) return reportWrong('', sayExpected('a promptfoo configuration', record));
  const prompts = promptsOf(record.prompts, options);
  const providers = providersOf(record.providers ?? record.targets, options);
  const tests = testsOf(record, options);
  const problems = [prompts, providers, tests].flatMap(({ results }) => results);
  const combined = prompts.found.flatMap((prompt) =>
    tests.found
      .filter((test) => isMeant(test.prompts, prompt.names))
      .flatMap((test) => [
        ...providers.found
          .filter((provider) => isMeant(provider.prompts, prompt.names) && isMeant(test.providers, provider.names))
          .flatMap((provider) => combine(prompt, test, provider)),
        ...test.assertions.leftOut.flatMap(leaveOut),
      ]),
  );
  return [...problems, ...combined];
};

/** Options of a test that are about the answer or the test itself; all others are settings of the request. */
const notOfRequest =
  /^(transform|postprocess|transformVars|provider|rubricPrompt|storeOutputAs|disableVarExpansion|disableConversationVar|disableDefaultAsserts|factuality|repeat|runSerially|prefix|suffix|tokensMax|judge)$/;

function combine(prompt: Prompt, test: Test, provider: Provider): Imported[] {
  const { api, missing } = provider;
  const { prefix, suffix } = { ...prompt.config, ...test.options };
  const text = [textOrNone(prefix), prompt.text, textOrNone(suffix)].filter((part) => part !== undefined).join('');
  const messages = fillPrompt(text, test.variables);
  const ofTest = Object.fromEntries(
    Object.entries({ ...prompt.config, ...test.options }).filter(([key]) => !notOfRequest.test(key)),
  );
  const settings = fillSettings({ ...provider.config, ...ofTest }, test.variables);
  if ('wrong' in messages) return reportWrong(prompt.path, `with the variables of ${test.path}: ${messages.wrong}`);
  const asked = readAsked(messages.value, prompt.path);
  if ('wrong' in asked) return [...asked.wrong];
  const { tools, functions, systemInstruction, instructions, system, ...parameters } = settings.filled;
  const title = textOrNone(test.description)?.slice(0, 200);
  return reconstruct({
    api,
    label: title ?? prompt.label ?? 'promptfoo',
    ...(title === undefined ? {} : { title }),
    missing: [
      'parameters that promptfoo sets by itself, e.g. temperature and max tokens',
      ...missing,
      ...settings.missing,
    ],
    context: contextOf(text, test.variables),
    expectations: test.assertions.expectations,
    asked: {
      ...asked,
      tools: asked.tools ?? tools,
      functions: asked.functions ?? functions,
      system: asked.system ?? systemInstruction ?? instructions ?? system,
      parameters: { ...parameters, ...asked.parameters },
    },
  });
}

/** Settings may hold variables, too. Those of the client, such as `{{ env.KEY }}`, are never needed. */
function fillSettings(config: JsonObject, variables: JsonObject): { filled: JsonObject; missing: string[] } {
  const missing: string[] = [];
  const filled = Object.entries(config).flatMap(([key, value]): [string, Json][] => {
    const read = fillInAll(value, variables);
    if ('value' in read) return [[key, read.value]];
    missing.push(`${key.slice(0, 100)}: a template that could not be filled in`);
    return [];
  });
  return { filled: Object.fromEntries(filled), missing };
}

function contextOf(text: string, variables: JsonObject) {
  return { template: { text }, ...(Object.keys(variables).length === 0 ? {} : { variables }) };
}
