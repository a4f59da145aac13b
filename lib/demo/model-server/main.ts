import { parseArgs } from 'node:util';
import { Variant } from './served.ts';
import { startEmbeddedModel } from './start-embedded-model.ts';

const usage = `usage: node lib/demo/model-server/main.ts [--port N] [--serve ${Variant.options.join('|')}] [--api-key-env NAME]`;

/** Serves the embedded model by hand until it is interrupted. */
async function main(): Promise<void> {
  const { port, serve, apiKeyEnv } = readOptions();
  const apiKey = apiKeyEnv === undefined ? undefined : process.env[apiKeyEnv];
  if (apiKeyEnv !== undefined && !apiKey) throw new Error(`--api-key-env: ${apiKeyEnv} is not set`);
  const server = await startEmbeddedModel({ port, served: serve, ...(apiKey === undefined ? {} : { apiKey }) });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
  console.log(`${server.model} at ${server.baseURL}`);
  console.log(
    `change it: curl ${server.controlURL} -H 'content-type: application/json' -d '{"to": "update", "share": 1}'`,
  );
}

function readOptions(): { port: number; serve: Variant; apiKeyEnv: string | undefined } {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8080' },
      serve: { type: 'string', default: 'pinned' },
      'api-key-env': { type: 'string' },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port: expected 0 to 65535\n${usage}`);
  const serve = Variant.safeParse(values.serve);
  if (!serve.success) throw new Error(`--serve: expected ${Variant.options.join(', ')}\n${usage}`);
  return { port, serve: serve.data, apiKeyEnv: values['api-key-env'] };
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
