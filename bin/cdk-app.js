// The app of `cdk deploy`: in a checkout from source, after the functions were bundled; in the package as it was built.
// Plain syntax on purpose: a Node that is too old must get as far as the message.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const needed = [22, 18];
const [major, minor] = process.versions.node.split('.').map(Number);
const source = new URL('../lib/aws/cdk/app.ts', import.meta.url);

if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(`pinwatch needs Node.js ${needed.join('.')} or later to be deployed, this is ${process.versions.node}`);
  process.exitCode = 2;
} else if (existsSync(fileURLToPath(source))) {
  import(new URL('../bundle.ts', import.meta.url).href).then(() => import(source.href));
} else import(new URL('../dist/lib/aws/cdk/app.js', import.meta.url).href);
