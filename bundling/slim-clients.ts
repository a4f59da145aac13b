import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * A client library makes an object for every resource of its API, which drags all of them into a bundle. Replay sends
 * one kind of request. Without the lines that make the other objects, what they need falls away by itself: two thirds of
 * each library, and as much of the time that a cold function needs to load it.
 */
const unusedLines: ReadonlyArray<{ readonly file: RegExp; readonly lines: readonly RegExp[] }> = [
  {
    file: /node_modules\/openai\/client\.mjs$/,
    lines: [/^\s+this\.\w+ = new API\.(?!Models\b)\w+\(this\);$/gm, /^OpenAI\.\w+ = \w+;$/gm],
  },
  {
    file: /node_modules\/@google\/genai\/dist\/node\/index\.mjs$/,
    lines: [
      /^\s+this\.\w+ = new (?!Models\b)\w+\(this\.apiClient.*\);$/gm,
      /^\s+this\._nextGenClient = [\s\S]*?\}\);$/gm,
    ],
  },
];

/** Libraries whose modules do nothing by being loaded, though their manifests do not say so. */
const pure = /^(openai|ws)$|node_modules\/openai\//;

/** Modules that stand in for others in a Lambda. */
const replaced: { readonly [module: string]: string } = {
  // A function finds its credentials in its environment; the chain would bring clients for five other places.
  '@aws-sdk/credential-provider-node': `
    import { fromEnv } from '@aws-sdk/credential-provider-env';
    export const defaultProvider = () => fromEnv();`,
  // Node has a fetch of its own.
  'node-fetch': 'export default globalThis.fetch;',
  // Reads what a browser calls itself.
  bowser: 'export default undefined;',
};

/** Leaves out what no handler uses. The bundles themselves are tested against every provider's protocol. */
export const slimClients: Plugin = {
  name: 'slim-clients',
  setup(build) {
    for (const { file, lines } of unusedLines)
      build.onLoad({ filter: file }, async ({ path }) => ({
        contents: without(lines, await readFile(path, 'utf8'), path),
      }));

    build.onResolve({ filter: pure }, async ({ path, ...from }) => resolved(path, from));
    build.onResolve({ filter: /^\./ }, async ({ path, ...from }) =>
      pure.test(from.importer) ? resolved(path, from) : undefined,
    );
    async function resolved(path: string, { pluginData, ...from }: Omit<Parameters<OnResolve>[0], 'path'>) {
      if (pluginData === slimClients) return undefined;
      const { errors, ...found } = await build.resolve(path, { ...from, pluginData: slimClients });
      return errors.length > 0 ? { errors } : { path: found.path, sideEffects: false };
    }

    for (const [module, contents] of Object.entries(replaced)) {
      build.onResolve({ filter: new RegExp(`^${module}$`) }, ({ path, resolveDir }) => ({
        path,
        namespace: 'replaced',
        pluginData: resolveDir,
        sideEffects: false,
      }));
      build.onLoad({ filter: new RegExp(`^${module}$`), namespace: 'replaced' }, ({ pluginData }) => ({
        contents,
        resolveDir: pluginData,
      }));
    }
  },
};

type OnResolve = Parameters<Parameters<Plugin['setup']>[0]['onResolve']>[1];

/** @throws if a pattern no longer finds anything: the library was rewritten, and the pattern must be. */
function without(lines: readonly RegExp[], source: string, path: string): string {
  return lines.reduce((left, pattern) => {
    const fewer = left.replaceAll(pattern, '');
    if (fewer === left) throw new Error(`${path}: nothing matches ${pattern}`);
    return fewer;
  }, source);
}
