import { bundleHandlers } from './bundling/bundle-handlers.ts';

const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`.padStart(7);

// `node bundle.ts`: bundles the Lambda handlers, unless nothing of them has changed. `cdk.json` runs it before the app,
// whose standard output belongs to CDK.
const bundled = (await bundleHandlers(import.meta.dirname)) ?? [];
for (const { name, bytes, startBytes } of bundled)
  console.error(`${name.padEnd(17)}${kilobytes(bytes)}, ${kilobytes(startBytes)} of it at start`);
