import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { providerNames } from '../../lib/domain/endpoint/provider-family.ts';
import { refusedParameters } from '../../lib/domain/endpoint/refused-parameters.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { type GoldenRequest, goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { type System, systems } from '../../lib/providers/catalog.ts';
import { apisOf, keyEnvOf, openProvider } from '../../lib/providers/registry.ts';
import { applyParameterPolicy } from '../../lib/providers/shared/parameter-policy.ts';
import { anthropicMessages } from '../helpers/llm-servers/anthropic-messages.ts';
import { bedrockConverse, bedrockInvoke } from '../helpers/llm-servers/bedrock.ts';
import { geminiGenerate } from '../helpers/llm-servers/gemini.ts';
import { ollamaChat } from '../helpers/llm-servers/ollama.ts';
import { openaiChat } from '../helpers/llm-servers/openai-chat.ts';
import { openaiResponses } from '../helpers/llm-servers/openai-responses.ts';
import { tgiGenerate } from '../helpers/llm-servers/tgi.ts';

const folder = new URL('../../docs/providers/', import.meta.url);
const page = (name: string) => readFileSync(new URL(`${name}.md`, folder), 'utf8');

const protocols = {
  'openai.chat': openaiChat,
  'openai.responses': openaiResponses,
  'anthropic.messages': anthropicMessages,
  'bedrock.converse': bedrockConverse,
  'bedrock.invoke': bedrockInvoke,
  'gemini.generate': geminiGenerate,
  'ollama.chat': ollamaChat,
  'tgi.generate': tgiGenerate,
};

beforeAll(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
});
afterAll(() => {
  vi.unstubAllEnvs();
});

describe('the index', () => {
  it('has a line for every system, as the catalog knows it', () => {
    const table = /<!-- systems -->\n\n([\s\S]*?)\n\n<!-- \/systems -->/.exec(page('README'))?.[1];
    expect(table).toBe(indexTable());
  });

  it('and the catalog have a page for every system, one for quirks, and no other pages', () => {
    const pages = readdirSync(folder).map((file) => file.replace(/\.md$/, ''));
    expect(pages.sort()).toEqual(['README', 'quirks', ...systems.map((system) => system.page)].sort());
  });

  it('leaves out no provider', () => {
    expect([...new Set(systems.map(({ provider }) => provider))].sort()).toEqual([...providerNames]);
  });
});

describe.each(systems.map((system) => [system.title, system] as const))('the page of %s', (_title, system) => {
  const text = page(system.page);
  const { endpoints, goldens } = examples(text);

  it('says how to pin, what can be set, what identifies, and what noise to expect', () => {
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    const [failures, ...others] =
      headings.at(-1) === 'Failures' ? ['Failures', ...headings.slice(0, -1)] : [undefined, ...headings];
    expect(others.filter((heading) => heading !== 'Guardrails')).toEqual([
      'Pinning',
      'Parameters',
      'Identity',
      'Log-probabilities',
      'Noise',
    ]);
    expect([undefined, 'Failures']).toContain(failures);
  });

  it('lists the identity fields of the catalog, with the same trust', () => {
    const rows = [...text.matchAll(/^\| `([^`]+)` \| (.+?) \| (strong|weak) \| .+ \|$/gm)];
    expect(rows.map(([, field, from, trust]) => ({ field, from, trust }))).toEqual(system.identity);
  });

  it('shows endpoints and goldens that are valid, for this system', () => {
    expect(endpoints.length).toBeGreaterThan(0);
    expect(endpoints[0]?.provider).toBe(system.provider);
    expect(apisOf(endpoints[0] as Endpoint)).toEqual(expect.arrayContaining([...system.apis]));
    expect(goldens[0]?.api).toBe(system.apis[0]);
    for (const { api, id } of goldens.slice(1)) expect(system.apis.includes(api) || id === 'refund-chat').toBe(true);
  });

  it('links to nothing that is not there', () => {
    for (const [, target] of text.matchAll(/\]\(([^)#]+\.md)\)/g))
      expect(() => readFileSync(new URL(target ?? '', folder))).not.toThrow();
  });

  it.each(pairs(endpoints, goldens))(
    'shows an example that works: $endpoint.id with $golden.id',
    async ({ endpoint, golden }) => {
      const { body } = applyParameterPolicy(golden.body, endpoint.parameterPolicy);
      expect(refusedParameters(golden.api, endpoint.model, body)).toEqual([]);

      const sent: string[] = [];
      const provider = await openProvider(endpoint, {
        env: { [keyEnvOf(endpoint) ?? 'none']: 'a-key' },
        fetch: async (input, init) => {
          const url = new URL(input instanceof Request ? input.url : input);
          if (init?.method === 'POST') sent.push(String(init.body));
          const answer =
            protocols[golden.api].aside?.(init?.method ?? 'GET', url.pathname) ??
            protocols[golden.api].answer({ text: 'Yes.' });
          return new Response(answer.body ?? '', { status: answer.status ?? 200, headers: answer.headers ?? {} });
        },
      });
      // Credentials that are fetched first are left to the adapters' own tests.
      if (endpoint.provider === 'vertex' || endpoint.credentialsEnv !== undefined) return;
      const made = await provider.complete({ endpoint, golden, drawSeed: 1 }, AbortSignal.timeout(5000));
      expect(made).toMatchObject({ text: 'Yes.' });
      expect(sent).toHaveLength(1);
      expect(sent[0]).not.toContain('per-draw');
    },
  );
});

/** Endpoints and goldens of a page's YAML blocks, told apart by the file name in their first line. */
function examples(text: string): { endpoints: Endpoint[]; goldens: GoldenRequest[] } {
  const blocks = [...text.matchAll(/^```yaml\n# (\S+)\n([\s\S]*?)^```$/gm)];
  expect(blocks).toHaveLength([...text.matchAll(/^```yaml$/gm)].length);
  const endpoints: Endpoint[] = [];
  const goldens: GoldenRequest[] = [];
  for (const [, file = '', yaml = ''] of blocks) {
    const value = parse(yaml);
    if (file === 'pinwatch.yaml') for (const endpoint of value.endpoints) endpoints.push(Endpoint.parse(endpoint));
    else {
      expect(file).toBe(`goldens/${value.id}.yaml`);
      goldens.push(goldenRequest(GoldenFile.parse(value)));
    }
  }
  return { endpoints, goldens };
}

/** Which golden is replayed where: those that the endpoint names, else the first. */
function pairs(endpoints: readonly Endpoint[], goldens: readonly GoldenRequest[]) {
  return endpoints.flatMap((endpoint) => {
    const named = goldens.filter(({ id }) => endpoint.goldens?.includes(id));
    return (named.length > 0 ? named : goldens.slice(0, 1)).map((golden) => ({ endpoint, golden }));
  });
}

function indexTable(): string {
  const row = ({ title, page: name, provider, apis, seed, logprobs, repeats, identity }: System) => {
    const strong = identity.filter(({ trust }) => trust === 'strong').map(({ field }) => `\`${field}\``);
    return `| [${title}](${name}.md) | \`${provider}\` | ${apis.map((api) => `\`${api}\``).join(', ')} | ${seed} | ${logprobs} | ${repeats} | ${strong.join(', ') || 'nothing'} |`;
  };
  return [
    '| system | provider | api of goldens | seed | log-probabilities | repeats at temperature 0 | identified firmly by |',
    '|---|---|---|---|---|---|---|',
    ...systems.map(row),
  ].join('\n');
}
