import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../lib/domain/errors.ts';
import { Expectation } from '../../lib/domain/golden/expectation.ts';
import { seededRandom, shuffleInPlace } from '../../lib/domain/random.ts';
import type { Sample } from '../../lib/domain/run/sample.ts';
import { findFailures } from '../../lib/features/expectations.ts';
import { endsByStop } from '../../lib/features/finish-reason.ts';
import { observeDraw, structuredProperties } from '../../lib/features/observe-draw.ts';
import { observeRun } from '../../lib/features/observe-run.ts';

const at = '2026-01-01T00:00:00Z';
const sample = (part: Partial<Sample>): Sample => ({
  run: 'r-1',
  at,
  golden: 'g',
  repetition: 0,
  text: 'hello',
  finishReason: 'stop',
  ...part,
});
const observe = (samples: Sample[]) => observeRun({ run: 'r-1', at, samples });

it('takes the prompt tokens of one request for identity, and those of a chain of requests for none', () => {
  const kinds = (part: Partial<Sample>) =>
    observe([sample({ inputTokens: 12, model: 'm', ...part })]).identity.map(({ kind }) => kind);
  expect(kinds({})).toContain('prompt-tokens');
  expect(kinds({ turns: 3 })).not.toContain('prompt-tokens');
  expect(kinds({ turns: 3 })).toContain('reported-model');
});

describe('observeDraw', () => {
  it('gives every draw of a golden the same properties, each 0 or 1', () => {
    const texts = ['', 'hello', '{"a": 1}', "I can't help with that.", '{', '42'];
    for (const text of texts) {
      const { properties } = observeDraw(sample({ text }));
      expect(Object.keys(properties)).toEqual([...structuredProperties]);
      for (const value of Object.values(properties)) expect([0, 1]).toContain(value);
    }
  });

  it('sees JSON, refusals, cut-off answers, empty answers and tool calls', () => {
    const properties = (part: Partial<Sample>) => observeDraw(sample(part)).properties;
    expect(properties({ text: '{"a": 1}' })).toMatchObject({ json: 1, refusal: 0, stop: 1, empty: 0 });
    expect(properties({ text: 'Sorry, I cannot help with that.' })).toMatchObject({ json: 0, refusal: 1 });
    expect(properties({ text: 'x', finishReason: 'refusal' })).toMatchObject({ refusal: 1 });
    expect(properties({ text: 'x', refusal: true })).toMatchObject({ refusal: 1 });
    expect(properties({ text: 'x', finishReason: 'length' })).toMatchObject({ stop: 0 });
    expect(properties({ text: ' \n' })).toMatchObject({ empty: 1 });
    const call = { name: 'get_weather', arguments: '{"city": "Oslo"}' };
    expect(properties({ text: '', toolCalls: [call] })).toMatchObject({
      empty: 0,
      'tool-call': 1,
      'invalid-tool-arguments': 0,
    });
    for (const broken of ['', '{"city": ', '[]', '"Oslo"', 'null'])
      expect(properties({ toolCalls: [call, { ...call, arguments: broken }] })).toMatchObject({
        'invalid-tool-arguments': 1,
      });
  });

  it.each(['stop', 'STOP', 'end_turn', 'eos', 'eos_token', 'stop_sequence', 'tool_calls', 'tool_use'])(
    'counts %s as an end of its own',
    (reason) => expect(endsByStop(reason)).toBe(true),
  );

  it.each(['length', 'max_tokens', 'MAX_TOKENS', 'content_filter', 'SAFETY', 'error', '', undefined])(
    'does not count %s as an end of its own',
    (reason) => expect(endsByStop(reason)).toBe(false),
  );
});

describe('observeRun', () => {
  it('counts failed calls and draws nothing from them', () => {
    const run = observe([
      sample({}),
      sample({ repetition: 1, text: undefined, finishReason: undefined, error: 'rate-limited' }),
      sample({ golden: 'only-failed', text: undefined, finishReason: undefined, error: 'timeout' }),
    ]);
    expect(run.planned).toBe(3);
    expect(run.failed).toBe(2);
    expect([...run.goldens.keys()]).toEqual(['g']);
    expect(run.goldens.get('g')).toHaveLength(1);
    expect(run.identity).toContainEqual({ kind: 'error-class', value: 'rate-limited', requests: 1 });
    expect(run.identity).toContainEqual({ kind: 'error-class', value: 'timeout', requests: 1 });
  });

  it('takes another version of a golden for another golden', () => {
    const version = 'abcdef0123456789'.repeat(4);
    const run = observe([sample({}), sample({ repetition: 1, goldenVersion: version })]);
    expect([...run.goldens.keys()]).toEqual(['g', 'g@abcdef012345']);
  });

  it('counts identity values by request, prompt tokens by golden', () => {
    const run = observe([
      sample({ model: 'm-1', fingerprint: 'fp', inputTokens: 10, outputTokens: 2, sdk: 'openai/7' }),
      sample({ repetition: 1, model: 'm-1', inputTokens: 10, outputTokens: 3, finishReason: 'length' }),
      sample({ golden: 'h', model: 'm-2', inputTokens: 7, usageFields: ['b', 'a'], echoedParameters: { t: 1, a: 2 } }),
    ]);
    expect(run.identity).toEqual([
      { kind: 'client-library', value: 'openai/7', requests: 1 },
      { kind: 'echoed-parameters', value: '{"a":2,"t":1}', requests: 1 },
      { kind: 'fingerprint', value: 'fp', requests: 1 },
      { kind: 'finish-reason', value: 'length', requests: 1 },
      { kind: 'finish-reason', value: 'stop', requests: 2 },
      { kind: 'prompt-tokens', golden: 'g', value: '10', requests: 2 },
      { kind: 'prompt-tokens', golden: 'h', value: '7', requests: 1 },
      { kind: 'reported-model', value: 'm-1', requests: 2 },
      { kind: 'reported-model', value: 'm-2', requests: 1 },
      { kind: 'usage-fields', value: 'a, b', requests: 1 },
      { kind: 'usage-fields', value: 'inputTokens, outputTokens', requests: 2 },
    ]);
  });

  it('does not depend on the order in which samples arrive', () => {
    const samples = Array.from({ length: 60 }, (_, i) =>
      sample({ golden: `g${i % 7}`, repetition: i, text: `text ${i}`, inputTokens: i % 3, model: `m${i % 2}` }),
    );
    const random = seededRandom('order');
    const expected = observe(samples);
    for (let i = 0; i < 5; i++) expect(observe(shuffleInPlace([...samples], random))).toEqual(expected);
    expect([...observe(shuffleInPlace([...samples], random)).goldens.keys()]).toEqual([...expected.goldens.keys()]);
  });

  it('marks the draws that fail an expectation', () => {
    const expectations = new Map([['g', Expectation.array().parse([{ kind: 'contains', text: 'hello' }])]]);
    const run = observeRun({
      run: 'r',
      at,
      samples: [sample({}), sample({ repetition: 1, text: 'goodbye' }), sample({ golden: 'h' })],
      expectations,
    });
    const failures = run.goldens.get('g')?.map((draw) => draw.properties['expectation:contains "hello"']);
    expect(failures).toEqual([0, 1]);
    expect(Object.keys(run.goldens.get('h')?.[0]?.properties ?? {})).toEqual([...structuredProperties]);
  });
});

describe('findFailures', () => {
  const failures = (answer: { text?: string; toolCalls?: { name: string; arguments: string }[] }, raw: unknown[]) =>
    findFailures({ text: '', toolCalls: [], ...answer }, Expectation.array().parse(raw));

  it('asks for JSON and for a schema', () => {
    const schema = { type: 'object', required: ['city'], properties: { city: { type: 'string' } } };
    const both = [{ kind: 'json' }, { kind: 'json-schema', name: 'ticket', schema }];
    expect(failures({ text: '{"city": "Oslo"}' }, both)).toEqual([]);
    expect(failures({ text: '{"city": 5}' }, both)).toEqual(['ticket']);
    expect(failures({ text: '"city"' }, both)).toEqual(['ticket']);
    expect(failures({ text: 'no JSON' }, both)).toEqual(['is JSON', 'ticket']);
  });

  it('takes two goldens with one $id, and draft 2020-12 keywords', () => {
    const schema = { $id: 'https://example.com/s', type: 'array', prefixItems: [{ type: 'number' }], items: false };
    for (let golden = 0; golden < 2; golden++) {
      expect(failures({ text: '[1]' }, [{ kind: 'json-schema', schema: { ...schema } }])).toEqual([]);
      expect(failures({ text: '[1, 2]' }, [{ kind: 'json-schema', schema: { ...schema } }])).toHaveLength(1);
    }
  });

  it('matches patterns the same way every time, whatever the flags', () => {
    const expectations = Expectation.array().parse([{ kind: 'matches', pattern: '^yes', flags: 'giy' }]);
    for (let i = 0; i < 4; i++) expect(findFailures({ text: 'Yes!', toolCalls: [] }, expectations)).toEqual([]);
  });

  it('compares text, lengths in characters, and refusals', () => {
    expect(failures({ text: ' 42\n' }, [{ kind: 'equals', text: '42' }])).toEqual([]);
    expect(failures({ text: '42.' }, [{ kind: 'equals', text: '42' }])).toHaveLength(1);
    expect(failures({ text: 'HELLO' }, [{ kind: 'contains', text: 'hello', caseSensitive: false }])).toEqual([]);
    expect(failures({ text: '😀😀' }, [{ kind: 'length', minCharacters: 2, maxCharacters: 2 }])).toEqual([]);
    expect(failures({ text: '😀😀' }, [{ kind: 'length', maxCharacters: 1 }])).toHaveLength(1);
    expect(failures({ text: "I can't help with that." }, [{ kind: 'refusal', expected: true }])).toEqual([]);
    expect(failures({ text: 'Sure!' }, [{ kind: 'refusal', expected: true }])).toEqual(['refuses']);
  });

  it('wants the tool and at least the arguments', () => {
    const wanted = [{ kind: 'tool-called', tool: 'book', arguments: { city: 'Oslo', days: [1, 2], at: { hour: 9 } } }];
    const call = (value: unknown, name = 'book') => ({
      toolCalls: [
        { name: 'other', arguments: '{' },
        { name, arguments: JSON.stringify(value) },
      ],
    });
    const good = { city: 'Oslo', days: [1, 2], at: { hour: 9, minute: 0 }, more: true };
    expect(failures(call(good), wanted)).toEqual([]);
    expect(failures(call(good, 'cancel'), wanted)).toEqual(['calls book']);
    expect(failures(call({ ...good, days: [1] }), wanted)).toHaveLength(1);
    expect(failures(call({ ...good, at: 9 }), wanted)).toHaveLength(1);
    expect(failures(call({ days: [1, 2] }), wanted)).toHaveLength(1);
    expect(failures({ text: 'book' }, [{ kind: 'tool-called', tool: 'book' }])).toHaveLength(1);
  });

  it('keeps two expectations of one name apart', () => {
    expect(failures({ text: 'x' }, [{ kind: 'json' }, { kind: 'json' }])).toEqual(['is JSON', 'is JSON (2)']);
  });

  it('leaves out of a draw what cannot be asked, as older versions took more patterns', () => {
    const stored = [
      { kind: 'matches', name: 'lookahead', pattern: '^(?=six)' },
      { kind: 'json-schema', name: 'typo', schema: { propertys: {} } },
      { kind: 'contains', name: 'six', text: 'six' },
    ].map((one) => Expectation.parse(one));
    const { properties } = observeDraw(sample({ text: 'five' }), stored);
    expect(Object.keys(properties).filter((name) => name.startsWith('expectation:'))).toEqual(['expectation:six']);
    expect(properties['expectation:six']).toBe(1);
  });

  it('names every schema and pattern that is broken in one error', () => {
    const broken = [
      { kind: 'json-schema', schema: { type: 'objekt' } },
      { kind: 'matches', pattern: '(' },
      { kind: 'json' },
      { kind: 'json-schema', name: 'typo', schema: { propertys: {} } },
    ];
    const act = () => failures({ text: '{}' }, broken);
    expect(act).toThrow(ConfigError);
    expect(act).toThrow(/expectations\[0\][\s\S]*expectations\[1\][\s\S]*expectations\[3\] \(typo\)/);
  });
});

describe('a chained draw', () => {
  const call = { name: 'track_order', arguments: '{}' };
  const chained = (part: Partial<Sample> = {}) =>
    sample({
      golden: 'agent',
      goldenVersion: 'a'.repeat(64),
      text: 'It comes in 2 days.',
      turns: 3,
      extra: {
        chain: {
          steps: [
            { node: 'ask', text: '', toolCalls: [call], finishReason: 'tool_calls' },
            { node: 'answer', text: 'It comes in 2 days.', toolCalls: [], finishReason: 'stop' },
            { text: 'Anything else?', toolCalls: [] },
          ],
        },
      },
      ...part,
    });
  const version = 'a'.repeat(12);

  it('stands among the draws as a whole and by node, each with the expectations of its own', () => {
    const contains = (text: string) => [Expectation.parse({ kind: 'contains', text })];
    const expectations = new Map([
      ['agent', contains('2 days')],
      ['agent/answer', contains('3 days')],
    ]);
    const { goldens } = observeRun({ run: 'r-1', at, samples: [chained()], expectations });
    expect([...goldens.keys()]).toEqual(
      [`agent › answer@${version}`, `agent › ask@${version}`, `agent@${version}`].sort(),
    );
    expect(goldens.get(`agent › ask@${version}`)).toMatchObject([{ toolCalls: [call], properties: { stop: 1 } }]);
    const failing = (key: string) => Object.entries(goldens.get(key)?.[0]?.properties ?? {}).slice(-1);
    expect(failing(`agent@${version}`)).toEqual([['expectation:contains "2 days"', 0]]);
    expect(failing(`agent › answer@${version}`)).toEqual([['expectation:contains "3 days"', 1]]);
  });

  it('is one draw, however many nodes it came to', () => {
    const lost = sample({ golden: 'agent', repetition: 1, error: 'timeout' });
    expect(observe([chained(), lost])).toMatchObject({ completed: 1, failed: 1, planned: 2 });
  });

  it('is a whole and nothing else where what it says of its steps cannot be read', () => {
    const { goldens } = observe([chained({ extra: { chain: { steps: 'many' } } })]);
    expect([...goldens.keys()]).toEqual([`agent@${version}`]);
  });
});
