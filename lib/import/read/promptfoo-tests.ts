import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { type Imported, type ImportOptions, leaveOut, reportWrong, sayExpected } from '../imported.ts';
import { wordOf } from './json-text.ts';
import { type AssertionsRead, assertionsOf } from './promptfoo-assertions.ts';
import { readNamedFile, referencedFile } from './promptfoo-files.ts';
import type { Found } from './promptfoo-prompts.ts';

/** A test with one value for each of its variables. */
export interface Test {
  readonly description?: Json | undefined;
  readonly variables: JsonObject;
  readonly assertions: AssertionsRead;
  /** Settings that go with the request, `prefix` and `suffix` among them. */
  readonly options: JsonObject;
  /** Prompts and providers that it is for, by their names; all if it says nothing. */
  readonly prompts?: readonly string[];
  readonly providers?: readonly string[];
  readonly path: string;
}

/** So many tests may come of lists of values; more is a mistake, or a matter for a sample. */
const mostTests = 10_000;

/** Reads `tests`, `scenarios` and `defaultTest` of a promptfoo configuration, and the files that they name. */
export function testsOf(config: JsonObject, options: ImportOptions): Found<Test> {
  const results: Imported[] = [];
  const common = commonOf(config.defaultTest, options, results);
  if (common === undefined) return { found: [], results };
  const scenarios = scenariosOf(config.scenarios, results);
  const plain =
    config.tests === undefined && scenarios.length > 0 ? [] : listOf(config.tests, 'tests', options, results);
  const found = [...plain, ...scenarios].flatMap(({ test, path }) =>
    testsFrom(test, path, { common, config, options, results }),
  );
  return { found, results };
}

interface Placed {
  readonly test: JsonObject;
  readonly path: string;
}

function commonOf(value: Json | undefined, options: ImportOptions, results: Imported[]): JsonObject | undefined {
  const file = referencedFile(value);
  const read = file === undefined ? { value: value ?? {} } : readNamedFile(file, options);
  if ('value' in read && isJsonObject(read.value)) return read.value;
  results.push(...reportWrong('defaultTest', 'wrong' in read ? read.wrong : sayExpected('a test', read.value)));
  return undefined;
}

/** Tests, those in files that are named or match a pattern among them. */
function listOf(
  value: Json | undefined,
  path: string,
  options: ImportOptions,
  results: Imported[],
  named = false,
): Placed[] {
  if (value === undefined) return [{ test: {}, path }];
  if (Array.isArray(value))
    return (value as readonly Json[]).flatMap((item, i) =>
      listOf(item, named ? path : `${path}[${i}]`, options, results, named),
    );
  if (isJsonObject(value)) return [{ test: value, path }];
  if (typeof value !== 'string' || named) {
    results.push(...reportWrong(path, sayExpected('a test', value)));
    return [];
  }
  const file = referencedFile(value) ?? value;
  const files = /[*?]/.test(file) ? (options.listFiles?.(file) ?? []) : [file];
  return files.flatMap((one) => {
    const read = readNamedFile(one, options);
    if (!('wrong' in read)) return listOf(read.value, path, options, results, true);
    results.push(...reportWrong(path, read.wrong));
    return [];
  });
}

/** Each configuration of a scenario with each of its tests. */
function scenariosOf(value: Json | undefined, results: Imported[]): Placed[] {
  return (Array.isArray(value) ? (value as readonly Json[]) : []).flatMap((scenario, i): Placed[] => {
    if (!isJsonObject(scenario) || !Array.isArray(scenario.config)) {
      results.push(...leaveOut('scenarios in files'));
      return [];
    }
    const tests = Array.isArray(scenario.tests) ? (scenario.tests as readonly Json[]).filter(isJsonObject) : [{}];
    return (scenario.config as readonly Json[]).filter(isJsonObject).flatMap((config) =>
      tests.map((test) => ({
        test: { ...config, ...test, vars: { ...varsOf(config), ...varsOf(test) } },
        path: `scenarios[${i}]`,
      })),
    );
  });
}

interface Reading {
  readonly common: JsonObject;
  readonly config: JsonObject;
  readonly options: ImportOptions;
  readonly results: Imported[];
}

function testsFrom(test: JsonObject, path: string, { common, config, options, results }: Reading): Test[] {
  const own = { ...objectIn(common.options), ...objectIn(test.options) };
  if (own.transformVars !== undefined) {
    results.push(
      ...reportWrong(path, 'expected variables as they are, got a transformVars, which only promptfoo can run'),
    );
    return [];
  }
  const given = variablesOf({ ...fileVars(common, options), ...fileVars(test, options) }, path, options);
  if ('results' in given) {
    results.push(...given.results);
    return [];
  }
  if (own.transform !== undefined || own.postprocess !== undefined || test.transform !== undefined)
    results.push(...leaveOut('transforms of answers: what is expected is checked of answers as they come'));
  const asserts = [...jsonList(common.assert), ...jsonList(test.assert)];
  const ofCommon = jsonList(common.assert).length;
  return expand(given.variables, own.disableVarExpansion === true).map((variables) => {
    const assertions = assertionsOf(asserts, variables, objectIn(config.assertionTemplates));
    for (const { index, what } of assertions.wrong)
      results.push(
        ...reportWrong(index < ofCommon ? `defaultTest.assert[${index}]` : `${path}.assert[${index - ofCommon}]`, what),
      );
    return {
      description: test.description,
      variables,
      assertions,
      options: own,
      ...(Array.isArray(test.prompts) ? { prompts: (test.prompts as readonly Json[]).map(wordOf) } : {}),
      ...(Array.isArray(test.providers) ? { providers: (test.providers as readonly Json[]).map(wordOf) } : {}),
      path,
    };
  });
}

function fileVars({ vars }: JsonObject, options: ImportOptions): JsonObject {
  const file = referencedFile(vars);
  const read = file === undefined ? undefined : readNamedFile(file, options);
  return read !== undefined && 'value' in read && isJsonObject(read.value)
    ? read.value
    : varsOf({ vars: vars ?? null });
}

/** Variables with what stands in the files that they name. */
function variablesOf(
  vars: JsonObject,
  path: string,
  options: ImportOptions,
): { variables: JsonObject } | { results: readonly Imported[] } {
  const results: Imported[] = [];
  const entries = Object.entries(vars).map(([name, value]): [string, Json] => {
    const file = referencedFile(value);
    if (file === undefined) return [name, value];
    const read = readNamedFile(file, options);
    if ('value' in read) return [name, read.value];
    results.push(...reportWrong(`${path}.vars.${name}`, read.wrong));
    return [name, value];
  });
  return results.length > 0 ? { results } : { variables: Object.fromEntries(entries) };
}

/** A test for each value of a variable that is a list, and each combination of several. */
function expand(variables: JsonObject, asTheyAre: boolean): JsonObject[] {
  if (asTheyAre) return [variables];
  return Object.entries(variables).reduce<JsonObject[]>(
    (tests, [name, value]) =>
      Array.isArray(value) && value.length > 0
        ? tests
            .flatMap((test) => (value as readonly Json[]).map((one) => ({ ...test, [name]: one })))
            .slice(0, mostTests)
        : tests.map((test) => ({ ...test, [name]: value })),
    [{}],
  );
}

function varsOf({ vars }: JsonObject): JsonObject {
  return objectIn(vars);
}

function objectIn(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function jsonList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
