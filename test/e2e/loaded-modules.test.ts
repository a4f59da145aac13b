import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const main = join(resolve(import.meta.dirname, '../..'), 'lib/cli/main.ts');
/** Writes the names of all modules that a process has read. */
const witness = `data:text/javascript,import{registerHooks}from'node:module';const read=[];registerHooks({load(url,context,next){read.push(url);return next(url,context)}});process.on('exit',()=>console.error(read.join('\\n')))`;

const roomsReadBy = (...args: string[]) => {
  const { stderr } = spawnSync(process.execPath, ['--import', witness, main, ...args], { encoding: 'utf8' });
  return [...new Set([...stderr.matchAll(/\/lib\/([\w-]+)\//g)].map(([, room]) => room))];
};

it('a command that looks reads none of what other commands need', () => {
  const rooms = roomsReadBy('status', '--help');
  expect(rooms).toContain('history');
  for (const other of ['reroll', 'recordings', 'import', 'demo', 'aws', 'serve', 'api'])
    expect(rooms, `status reads lib/${other}`).not.toContain(other);
});

it('the help of the whole program reads them all', () => {
  expect(roomsReadBy('--help')).toEqual(expect.arrayContaining(['history', 'api', 'alerts']));
});
