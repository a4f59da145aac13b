import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Capabilities } from '../../lib/domain/endpoint/capabilities.ts';
import { capabilityFile } from '../../lib/local/capability-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pinwatch-capabilities-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const found = (target: string, temperature: 'accepted' | 'refused' = 'accepted'): Capabilities => ({
  target,
  probedAt: '2026-11-22T09:00:00.000Z',
  parameters: { temperature },
  suggestedPolicy: temperature === 'refused' ? { temperature: 'drop' } : {},
  calls: 2,
  inputTokens: 24,
  outputTokens: 4,
});

it('keeps the newest probe of each target, in a folder that it makes itself', async () => {
  const path = join(folder, 'deeper', 'capabilities.json');
  const file = capabilityFile(path);
  expect(await file.get('a')).toBeUndefined();
  await file.put(found('a'));
  await file.put(found('b'));
  await file.put(found('a', 'refused'));
  expect(await capabilityFile(path).get('a')).toEqual(found('a', 'refused'));
  expect(await capabilityFile(path).get('b')).toEqual(found('b'));
  expect(readdirSync(join(folder, 'deeper'))).toEqual(['capabilities.json']);
});

it('loses nothing of what is written at once', async () => {
  const file = capabilityFile(join(folder, 'capabilities.json'));
  const targets = ['a', 'b', 'c', 'd'];
  await Promise.all(targets.map((target) => file.put(found(target))));
  expect(await Promise.all(targets.map((target) => file.get(target)))).toEqual(targets.map((target) => found(target)));
});

it('says of a file that is something else that it cannot be read', async () => {
  const path = join(folder, 'capabilities.json');
  writeFileSync(path, '{"schema":"capabilities/9"}');
  await expect(capabilityFile(path).get('a')).rejects.toMatchObject({ name: 'StoreError' });
});
