import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { cli, projectFiles, writeFiles } from '../helpers/cli.ts';
import { answer, type OpenAiStub, openAiStub } from '../helpers/openai-stub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
let stub: OpenAiStub;
beforeEach(async () => {
  folder = temporaryFolder();
  const random = seededRandom('stub'); // every prompt is undecided: none of 80 draws differ with chance under 2^-16
  stub = await openAiStub(answer(() => (random() < 0.5 ? 'no' : 'yes')));
  writeFiles(folder.path, projectFiles(stub.baseURL));
});
afterEach(async () => {
  await stub.close();
  folder.remove();
});
const run = (...args: string[]) => cli(folder.path, args);

describe('sharpen', () => {
  it('says what it will cost, finds sharp goldens within it, and never writes over them unasked', async () => {
    const asked = ['sharpen', 'support', '--count', '2', '--calls', '80'];
    const dry = await run(...asked, '--dry-run');
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.stdout).toContain('80 calls at most');
    expect(stub.requests).toEqual([]);

    const found = await run(...asked, '--json');
    expect(found.code).toBe(0);
    const result = JSON.parse(found.stdout);
    expect(result).toMatchObject({
      schema: 'sharpen/1',
      noise: true,
      logprobs: false,
      spent: { calls: stub.requests.length },
    });
    expect(result.found).toHaveLength(2);
    const file = join(folder.path, 'goldens/sharp/support.jsonl');
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(['sharp-support-1-01', 'sharp-support-1-02']);

    const sent = stub.requests.length;
    expect(sent).toBeLessThanOrEqual(80);
    expect(await run(...asked)).toMatchObject({ code: 2, stderr: expect.stringContaining('--again draws them anew') });
    expect(await run('sharpen', 'support', '--again', '--calls', '10')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('expected at least 312 calls for 12 sharp goldens, got 10'),
    });
    expect(stub.requests).toHaveLength(sent);
    const { findings } = JSON.parse((await run('lint', '--json')).stdout);
    expect(findings.filter(({ about }: { about: { id: string } }) => about.id.startsWith('sharp'))).toEqual([]);
  });
});
