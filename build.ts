import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

// Emits the published package: dist/lib mirrors lib, with type declarations. The command line and the library are the
// same files; what an older Node does not know (`using`) is written out for it.
const root = import.meta.dirname;
rmSync(join(root, 'dist'), { recursive: true, force: true });
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const run = (...command: string[]) => spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' }).status ?? 1;
// The Lambda handlers go with it, bundled: the construct deploys them as they are.
process.exitCode = run(tsc, '--project', 'tsconfig.build.json') || run(join(root, 'bundle.ts'));
