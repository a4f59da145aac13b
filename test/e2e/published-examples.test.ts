import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as capture from '../../lib/capture/index.ts';
import * as main from '../../lib/index.ts';
import * as reroll from '../../lib/reroll.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = temporaryFolder();
afterAll(() => folder.remove());

/** What the three entries of the package export to be called, by the names that it has where it is written. */
const published = Object.values({ ...main, ...capture, ...reroll })
  .filter((value) => typeof value === 'function' && !(value.prototype instanceof Error))
  .map((value) => (value as { readonly name: string }).name);

const sources = globSync('lib/{aws/cdk,capture,reroll}/**/*.ts', {
  cwd: root,
  exclude: (path) => path.includes('node_modules'),
})
  .concat('lib/reroll.ts')
  .map((path) => readFileSync(join(root, path), 'utf8'));

/** The code below `@example` in the docstring of what is exported under this name. */
function exampleOf(name: string): string | undefined {
  const exported = new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\nexport (?:async )?(?:function|class) ${name}\\b`);
  const docstring = sources.map((source) => exported.exec(source)?.[1]).find((text) => text !== undefined);
  return docstring?.split('@example\n')[1]?.replaceAll(/^ \* ?/gm, '');
}

const preamble = `import { S3Client } from '@aws-sdk/client-s3';
import { App, Stack } from 'aws-cdk-lib';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import OpenAI from 'openai';
import { fileSink, recordingFetch, s3Sink, withTrace } from '${root}/lib/capture/index.ts';
import { DriftMonitor } from '${root}/lib/index.ts';
import { reroll, rerollText } from '${root}/lib/reroll.ts';
`;

describe('what the package exports', () => {
  it('has an example each', () => {
    expect(published.sort()).toEqual([
      'DriftMonitor',
      'fileSink',
      'recordingFetch',
      'rerollGolden',
      'rerollText',
      's3Sink',
      'withTrace',
    ]);
    expect(published.filter((name) => exampleOf(name) === undefined)).toEqual([]);
  });

  it('has examples that are right as far as types can tell', () => {
    const files = published.map((name) => `${name}.ts`);
    for (const name of published) writeFileSync(join(folder.path, `${name}.ts`), preamble + exampleOf(name));
    const compilerOptions = {
      noEmit: true,
      noUnusedLocals: false,
      rewriteRelativeImportExtensions: false,
      allowImportingTsExtensions: true,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
    };
    const config = { extends: join(root, 'tsconfig.json'), compilerOptions, include: [], files };
    writeFileSync(join(folder.path, 'tsconfig.json'), JSON.stringify(config));
    writeFileSync(join(folder.path, 'package.json'), '{ "type": "module" }');
    symlinkSync(join(root, 'node_modules'), join(folder.path, 'node_modules'));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder.path], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});
