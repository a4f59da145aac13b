import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mayImport } from './architecture.ts';

const root = resolve(import.meta.dirname, '..');
const read = (page: string) => readFileSync(join(root, page), 'utf8');
const pathsIn = (text: string) =>
  [...text.matchAll(/`((?:lib|test|docs|lambdas)\/[^`\s]+|README\.md)`/g)].map(([, path = '']) => path);
const { scripts } = JSON.parse(read('package.json')) as { scripts: object };

describe.each([
  ['CONTRIBUTING.md', 30],
  ['docs/architecture.md', 20],
])('%s', (page, atLeast) => {
  it('names only files and folders that are there', () => {
    const named = pathsIn(read(page));
    expect(named.length).toBeGreaterThan(atLeast);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names only scripts that are there', () => {
    const named = [...read(page).matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  const rooms = [...read('docs/architecture.md').matchAll(/^\| `([a-z]+)` \|/gm)].map(([, room = '']) => room);

  it('has a row for every room, in no room that is not there', () => {
    const folders = readdirSync(join(root, 'lib'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(rooms.toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
    expect(rooms.filter((room) => mayImport[room] === undefined)).toEqual([]);
  });
});
