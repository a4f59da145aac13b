import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { firstGolden, firstProject } from '../../lib/cli/first-files.ts';
import { jsonSchemas } from '../../lib/domain/json-schemas.ts';

const folder = resolve(import.meta.dirname, '../../schemas');
const first = { provider: 'openai', model: 'm', baseURL: undefined, apiKeyEnv: undefined, keyEnv: undefined };

describe('the published JSON Schemas', () => {
  it('are those of the code; `npm run schemas` writes them again', () => {
    const files = readdirSync(folder).sort();
    expect(files).toEqual([...Object.keys(jsonSchemas()), 'openapi'].map((name) => `${name}.json`).sort());
    for (const [name, schema] of Object.entries(jsonSchemas()))
      expect(readFileSync(join(folder, `${name}.json`), 'utf8'), name).toBe(`${JSON.stringify(schema, null, 2)}\n`);
  });

  it('accept what init writes, and find a typo in it', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const project = ajv.compile(jsonSchemas().project as object);
    const golden = ajv.compile(jsonSchemas().golden as object);
    const text = firstProject({ ...first, api: 'openai.chat' });
    expect(project(parse(text)), JSON.stringify(project.errors)).toBe(true);
    expect(project(parse(text.replace('every:', 'evry:')))).toBe(false);
    for (const api of ['openai.chat', 'anthropic.messages', 'gemini.generate', 'ollama.chat'] as const)
      expect(golden(parse(firstGolden(api))), JSON.stringify(golden.errors)).toBe(true);
    expect(golden(parse(firstGolden('openai.chat').replace('kind: json\n', 'kind: jsn\n')))).toBe(false);
  });
});
