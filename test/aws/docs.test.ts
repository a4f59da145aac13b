import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { AppContext } from '../../lib/aws/cdk/context.ts';
import { ProjectFile } from '../../lib/domain/project/project.ts';

const docs = (name: string) => readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8');

describe('the docs of the deployment', () => {
  it.each(['deploy.md', 'verify-on-aws.md', 'scale.md', 'runbook.md'])('%s names settings that there are', (name) => {
    const named = [...docs(name).matchAll(/pinwatch:([a-zA-Z]+)/g)].map(([, key]) => key);
    expect(named.length).toBeGreaterThan(0);
    for (const key of named) expect(Object.keys(AppContext.shape)).toContain(key);
  });

  it('list every setting', () => {
    const text = docs('deploy.md');
    for (const key of Object.keys(AppContext.shape)) expect(text).toContain(`\`pinwatch:${key}\``);
  });

  it('verify with a project that is one', () => {
    const [project, golden] = [...docs('verify-on-aws.md').matchAll(/<<'END'\n([\s\S]*?)END\n/g)].map(([, text]) =>
      parse(text ?? ''),
    );
    expect(ProjectFile.safeParse(project).error).toBeUndefined();
    expect(golden).toMatchObject({ id: 'late', messages: [expect.anything()] });
  });
});
