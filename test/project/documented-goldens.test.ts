import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { lint } from '../../lib/lint/lint.ts';
import { loadGoldens } from '../../lib/project/load-goldens.ts';
import { writeFiles } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const docs = resolve(import.meta.dirname, '../../docs');

describe('the example in the documentation', () => {
  it.each(['goldens.md', 'trace-trees.md'])('of %s is read, and the linter warns of nothing in it', (page) => {
    const [, example = ''] = /^```yaml\n([\s\S]*?)^```/m.exec(readFileSync(join(docs, page), 'utf8')) ?? [];
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'example.yaml': example });
    const { goldens, problems } = loadGoldens(folder.path);
    expect(problems).toEqual([]);
    const endpoints = [Endpoint.parse({ id: 'prod', provider: 'openai', model: 'gpt-4.1-2025-04-14' })];
    const found = lint({ endpoints, goldens: goldens.map(({ golden }) => golden), today: new Date('2027-01-01') });
    expect(found.filter(({ severity, rule }) => severity === 'warning' && rule !== 'few-goldens')).toEqual([]);
  });
});
