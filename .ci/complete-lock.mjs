// npm leaves a package out of the lock file that the registry it asks does not serve, and `npm ci` elsewhere then refuses the
// lock file. Mirrors lag behind with the model engine's packages for other platforms: this adds what npm left out.
// Run it after every `npm install` that writes the lock file: `node .ci/complete-lock.mjs`.
import { readFileSync, writeFileSync } from 'node:fs';

const platforms = {
  'linux-riscv64': { cpu: ['riscv64'], libc: ['glibc'], os: ['linux'] },
  'mac-arm64-metal': { cpu: ['arm64', 'x64'], os: ['darwin'] },
  'mac-x64': { cpu: ['x64'], os: ['darwin'] },
  'win-arm64': { cpu: ['arm64', 'x64'], os: ['win32'] },
  'win-x64': { cpu: ['x64'], os: ['win32'] },
};

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const { version } = lock.packages['node_modules/node-llama-cpp'];
for (const [platform, { cpu, libc, os }] of Object.entries(platforms)) {
  lock.packages[`node_modules/@node-llama-cpp/${platform}`] ??= {
    version,
    cpu,
    dev: true,
    ...(libc === undefined ? {} : { libc }),
    license: 'MIT',
    optional: true,
    os,
    engines: { node: '>=20.0.0' },
  };
}
const byPath = ([a], [b]) => (a < b ? -1 : a > b ? 1 : 0); // as npm sorts them
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(byPath));
writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
