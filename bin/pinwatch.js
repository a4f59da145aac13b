#!/usr/bin/env node
// Plain syntax on purpose: a Node that is too old must get as far as the message.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const needed = [22, 18];
const [major, minor] = process.versions.node.split('.').map(Number);
const main = new URL('../dist/lib/cli/main.js', import.meta.url);

if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(`pinwatch needs Node.js ${needed.join('.')} or later, this is ${process.versions.node}`);
  process.exitCode = 2;
} else if (!existsSync(fileURLToPath(main))) {
  console.error('pinwatch is not built; in a checkout, npm run -s pinwatch -- COMMAND runs it from source');
  process.exitCode = 2;
} else {
  // Compiled code is kept between runs where Node can, so that the command line starts sooner.
  if (module.enableCompileCache) module.enableCompileCache();
  import(main.href);
}
