import { describe, expect, it } from 'vitest';
import type { Capabilities } from '../../lib/domain/endpoint/capabilities.ts';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { confidentialIn } from '../../lib/lint/confidential-text.ts';
import { type Linted, lint } from '../../lib/lint/lint.ts';
import { dayFinder } from '../../lib/lint/spellings-of-date.ts';
import { secondsOfWork } from '../helpers/seconds-of-work.ts';

const today = new Date('2026-11-05T12:00:00Z');

function findings(golden: object, settings: object = {}, probed: Linted['probed'] = new Map()) {
  const file = { id: 'a', parameters: { temperature: 0, max_tokens: 9 }, expectations: [{ kind: 'json' }], ...golden };
  const endpoint = Endpoint.parse({ id: 'prod', provider: 'openai', model: 'gpt-4.1-2025-04-14', ...settings });
  const goldens = [goldenRequest(GoldenFile.parse(file))];
  return lint({ endpoints: [endpoint], goldens, today, probed }).filter(({ rule }) => rule !== 'few-goldens');
}
const said = (text: string, more: object = {}) => findings({ messages: [{ role: 'user', content: text }], ...more });
const rules = (found: ReturnType<typeof findings>) => found.map(({ rule }) => rule);

describe('secrets and personal data', () => {
  // Put together here, so that no scanner of repositories takes this file for a leak.
  const key = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
  it.each([
    ['secret', 'an AWS access key', `use ${key} for that`],
    ['secret', 'an API key', `the key is ${['sk', 'proj', 'a1B2c3D4e5F6g7H8i9J0k1L2'].join('-')}`],
    ['secret', 'a private key', ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' ')],
    ['secret', 'a password in an address', 'connect to postgres://app:hunter22@db:5432/prod'],
    ['secret', 'a password or key', 'password: Tr0ub4dor&3xyz'],
    ['personal-data', 'an e-mail address', 'reply to ana.silva@gmail.com, please'],
    ['personal-data', 'a phone number', 'call +44 20 7946 0958 after six'],
    ['personal-data', 'a payment card number', 'paid with 4111 1111 1111 1111'],
    ['personal-data', 'a bank account number (IBAN)', 'to GB82 WEST 1234 5698 7654 32'],
    ['personal-data', 'a social security number', 'SSN 123-45-6789'],
  ])('are told: %s, %s', (kind, name, text) => {
    expect(confidentialIn(text)).toEqual([{ kind, name }]);
    const [found, ...more] = said(text);
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      severity: 'warning',
      rule: kind,
      about: { path: ['body', 'messages', 0, 'content'] },
    });
    expect(found?.what).toContain(name);
    for (const word of text.split(' ').filter((part) => /\d/.test(part)))
      expect(JSON.stringify(found)).not.toContain(word);
  });

  it.each([
    'Order 9834: 4 x headphones, invoice 2026-11-0042',
    'write to support@example.com or someone@shop.example',
    'paid with 4111 1111 1111 1112', // a digit off: no card has this number
    'GB82 WEST 1234 5698 7654 33',
    'call 0800 12345',
    'The password is required and must have a digit.',
    'a risk-free-trial-of-our-product, disk-utilisation-over-time',
    'version 10.15.7.1234, commit 9fceb02d0ae598e95dc970b74767f19372d61af8',
    'https://user@host/path and http://localhost:8080/a:b@c',
  ])('are not seen where there are none: %s', (text) => {
    expect(confidentialIn(text)).toEqual([]);
  });

  it('are found in tool results and tool definitions too, each place once', () => {
    const mail = 'ana.silva@gmail.com';
    const found = findings({
      messages: [{ role: 'user', content: `${mail} ${mail}` }],
      tools: [{ type: 'function', function: { name: 'send', description: `as ${mail}` } }],
    });
    expect(found.map(({ about }) => about.path.join('.'))).toEqual([
      'body.messages.0.content',
      'body.tools.0.function.description',
    ]);
  });
});

describe('a date in a prompt', () => {
  it('is a warning where it is of today, and a note where the prompt says that it is of its day', () => {
    expect(rules(said('Today is 2026-11-05.'))).toEqual(['todays-date']);
    expect(rules(said("Today's date: 3 May 2025"))).toEqual(['dated-prompt']);
    expect(rules(said('Current date and time: 2025-05-03T09:00'))).toEqual(['dated-prompt']);
    expect(rules(said('The order of 2025-05-03 is late.'))).toEqual([]);
  });

  it('is looked for again in next to no time, as each of many goldens does', () => {
    const looking = () => Array.from({ length: 400 }, () => dayFinder(new Date(0))('no date here'));
    expect(secondsOfWork(looking)).toBeLessThan(0.2);
  });

  it('is told by the day of capture', () => {
    const context = { tokenizer: 't', capturedOn: { model: 'gpt-4.1-2025-04-14', at: '2025-05-03T09:00:00Z' } };
    expect(rules(said('It is the 3 May 2025.', { context }))).toEqual(['dated-prompt']);
  });
});

describe('a template', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is what an unrendered template looks like
  it.each(['Hello {{ name }}', 'Hello {% if x %}', 'Hello <%= name %>', 'Hello ${user.name}'])(
    'that was not rendered is found: %s',
    (text) => {
      expect(rules(said(text))).toEqual(['unrendered-template']);
    },
  );

  it('with single braces is told by its variables, and JSON in a prompt is none', () => {
    expect(rules(said('Hello {name}'))).toEqual([]);
    expect(rules(said('Hello {name}', { context: { variables: { name: 'Ana' } } }))).toEqual(['unrendered-template']);
    expect(rules(said('Answer as {"a": {"b": 1}}'))).toEqual([]);
  });

  it('has to give the request that it is kept with', () => {
    const context = { template: { text: 'Answer\n  {{question}}\nin {{language}}.' } };
    expect(rules(said('Answer How? in French.', { context }))).toEqual([]);
    expect(rules(said('Reply How? in French.', { context }))).toEqual(['other-rendering']);
    expect(rules(said('x', { context: { template: { text: '{% if a %}b{% endif %}' } } }))).toEqual([]);
  });
});

describe('what the request was made of', () => {
  it('is missed where a captured golden does not know it', () => {
    const plain = { messages: [{ role: 'user', content: 'hi' }] };
    expect(rules(findings({ ...plain, provenance: 'captured' }))).toEqual(['no-tokenizer']);
    expect(rules(findings({ ...plain, provenance: 'reconstructed' }))).toEqual(['reconstructed', 'no-tokenizer']);
    const missing = ['tool definitions', 'max tokens'];
    expect(findings({ ...plain, provenance: 'reconstructed', missing })[0]?.what).toContain(
      'not known: tool definitions; max tokens',
    );
    expect(rules(findings({ ...plain, provenance: 'captured', context: { tokenizer: 'o200k_base' } }))).toEqual([]);
  });

  it('has to stand in it', () => {
    const documents = [
      { id: 'kb-1', text: 'Returns within 30 days.' },
      { id: 'kb-2', hash: 'a'.repeat(64) },
    ];
    expect(rules(said('Context:\nReturns  within 30 days.', { context: { documents } }))).toEqual([]);
    expect(said('Context: none', { context: { documents } })).toMatchObject([
      { rule: 'document-not-in-prompt', about: { path: ['context', 'documents', 0] } },
    ]);
  });

  it('says when another model is replayed than was captured', () => {
    const on = (model: string) => rules(said('hi', { context: { capturedOn: { model } } }));
    expect(on('gpt-4o-2024-08-06')).toEqual(['other-model']);
    expect(on('gpt-4.1-2025-04-14')).toEqual([]);
  });
});

describe('a parameter that the model refuses', () => {
  it('is found with the reason, unless the policy keeps it from being sent', () => {
    const golden = {
      messages: [{ role: 'user', content: 'hi' }],
      parameters: { max_completion_tokens: 9, temperature: 0 },
    };
    expect(findings(golden, { model: 'o3-2025-04-16' })).toMatchObject([
      { rule: 'refused-parameter', about: { path: ['body', 'temperature'] }, fix: expect.stringContaining('drop') },
    ]);
    expect(findings(golden, { model: 'o3-2025-04-16', parameterPolicy: { temperature: 'drop' } })).toEqual([]);
    expect(findings(golden, { model: 'o3-2025-04-16', parameterPolicy: { temperature: 'fail' } })).toEqual([]);
  });

  it('is believed as a probe of the endpoint has it, whatever is generally known', () => {
    const golden = (parameters: object) => ({
      messages: [{ role: 'user', content: 'hi' }],
      parameters: { max_completion_tokens: 9, ...parameters },
    });
    const probed = (parameters: Capabilities['parameters']) =>
      new Map([
        [
          'prod',
          {
            target: 't',
            probedAt: '2026-11-22T09:00:00.000Z',
            parameters,
            suggestedPolicy: {},
            calls: 6,
            inputTokens: 1,
            outputTokens: 1,
          },
        ],
      ]);
    const found = (parameters: object, seen: Capabilities['parameters'], settings: object = {}) =>
      findings(golden(parameters), { model: 'o3-2025-04-16', ...settings }, probed(seen));
    expect(found({ temperature: 0 }, { temperature: 'accepted' })).toEqual([]);
    expect(found({ temperature: 0 }, { temperature: 'refused' })).toMatchObject([{ severity: 'warning' }]);
    expect(found({ temperature: 0 }, { temperature: 'unknown' })).toMatchObject([{ severity: 'warning' }]);
    expect(found({ seed: 'per-draw' }, { seed: 'refused' })).toMatchObject([
      {
        severity: 'note',
        rule: 'refused-parameter',
        what: expect.stringContaining('the probe of 2026-11-22 was answered with an error when it set it'),
      },
    ]);
    expect(found({ seed: 'per-draw' }, { seed: 'refused' }, { parameterPolicy: { seed: 'drop' } })).toEqual([]);
    expect(found({}, { seed: 'refused' })).toEqual([]);
  });
});

describe('a tool call in prior turns', () => {
  const user = { role: 'user', content: 'hi' };
  const calling = (...ids: string[]) => ({
    role: 'assistant',
    tool_calls: ids.map((id) => ({ id, type: 'function', function: { name: `tool_${id}`, arguments: '{}' } })),
  });
  const answered = (id: string) => ({ role: 'tool', tool_call_id: id, content: 'done' });

  it('needs its result in the same conversation', () => {
    expect(rules(findings({ messages: [user, calling('1', '2'), answered('1'), answered('2')] }))).toEqual([]);
    expect(findings({ messages: [user, calling('1', '2'), answered('1')] })).toMatchObject([
      {
        rule: 'missing-tool-output',
        what: expect.stringContaining('tool_2 is called'),
        about: { path: ['body', 'messages', 1, 'tool_calls', 1] },
      },
    ]);
  });

  const use = { type: 'tool_use', id: 't1', name: 'search', input: {} };
  const functionCall = { functionCall: { name: 'search', args: {} } };
  it.each([
    [
      'openai.responses',
      'input',
      [{ type: 'function_call', call_id: 'c', name: 'search', arguments: '{}' }],
      [{ type: 'function_call_output', call_id: 'c', output: 'x' }],
    ],
    [
      'anthropic.messages',
      'messages',
      [{ role: 'assistant', content: [use] }],
      [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'x' }] }],
    ],
    [
      'bedrock.converse',
      'messages',
      [{ role: 'assistant', content: [{ toolUse: { toolUseId: 't', name: 'search', input: {} } }] }],
      [{ role: 'user', content: [{ toolResult: { toolUseId: 't', content: [] } }] }],
    ],
    [
      'gemini.generate',
      'contents',
      [{ role: 'model', parts: [functionCall] }],
      [{ role: 'user', parts: [{ functionResponse: { name: 'search', response: {} } }] }],
    ],
    [
      'ollama.chat',
      'messages',
      [{ role: 'assistant', tool_calls: [{ function: { name: 'search', arguments: {} } }] }],
      [{ role: 'tool', tool_name: 'search', content: 'x' }],
    ],
  ])('is known in %s', (api, conversation, call, result) => {
    const inBody = (turns: object[]) => {
      const found = findings({ api, parameters: undefined, body: { [conversation]: turns } });
      return found.filter(({ rule }) => rule === 'missing-tool-output').map(({ what }) => what.split(' ')[0]);
    };
    expect(inBody(call)).toEqual(['search']);
    expect(inBody([...call, ...result])).toEqual([]);
  });
});
