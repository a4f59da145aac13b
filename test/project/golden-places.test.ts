import { describe, expect, it } from 'vitest';
import { loadGoldens } from '../../lib/project/load-goldens.ts';
import { writeFiles } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('a place in a golden', () => {
  it('is found by its place in the body, however the file is written', () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, {
      'a.yaml': 'id: a\nmessages:\n  - role: user\n    content: hi\ntools:\n  - name: t\nparameters:\n  seed: 1\n',
      'b.yaml': 'id: b\nbody:\n  messages:\n    - role: user\n      content: hi\n  seed: 1\n',
      'c.yaml':
        'id: c\napi: bedrock.converse\nmessages:\n  - role: user\ntools:\n  - toolSpec: { name: t }\nparameters:\n  inferenceConfig:\n    maxTokens: 1\n',
    });
    const { goldens, problems } = loadGoldens(folder.path);
    expect(problems).toEqual([]);
    const at = (id: string, ...path: PropertyKey[]) =>
      goldens
        .find(({ golden }) => golden.id === id)
        ?.place(path)
        .split('.yaml:')[1];
    expect(at('a', 'body', 'messages', 0, 'content')).toBe('4:14');
    expect(at('a', 'body', 'tools', 0, 'name')).toBe('6:11');
    expect(at('a', 'body', 'seed')).toBe('8:9');
    expect(at('b', 'body', 'messages', 0, 'content')).toBe('5:16');
    expect(at('b', 'body', 'seed')).toBe('6:9');
    expect(at('b', 'parameters')).toBe('3:3');
    expect(at('c', 'body', 'toolConfig', 'tools', 0, 'toolSpec', 'name')).toBe('6:23');
    expect(at('c', 'body', 'inferenceConfig', 'maxTokens')).toBe('9:16');
  });
});

describe('the same request in two goldens', () => {
  const golden = (id: string, expectation: string) =>
    `id: ${id}\nmessages: [{ role: user, content: hi }]\nexpectations: [{ ${expectation} }]\n`;

  it('cannot have two sets of expectations, as the history would judge both by one', () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'a.yaml': golden('a', 'kind: json'), 'b.yaml': golden('b', 'kind: contains, text: hi') });
    const { problems } = loadGoldens(folder.path);
    expect(problems).toEqual([
      {
        where: `${folder.path}/b.yaml:1:5`,
        what: `id: "b" is the same request as "a" at ${folder.path}/a.yaml:1:5, with other expectations: one golden can have all of them`,
      },
    ]);
  });

  it('is left to lint where they agree', () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'a.yaml': golden('a', 'kind: json'), 'b.yaml': golden('b', 'kind: json') });
    expect(loadGoldens(folder.path).problems).toEqual([]);
  });
});

describe('what is wrong with a golden', () => {
  it('is told all at once: what no expectation may hold, beside a key that there is none of', () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, {
      'a.yaml': `id: a
mesages: []
expectations:
  - { kind: contians, text: x }
  - { kind: matches, pattern: '(' }
  - { kind: length, minCharacters: 5, maxCharacters: 2 }
`,
    });
    const { problems } = loadGoldens(folder.path);
    expect(problems.map(({ where, what }) => `${where.split('.yaml:')[1]} ${what.split(',')[0]}`)).toEqual([
      '2:1 unknown key "mesages" (did you mean "messages"?)',
      '4:13 expectations[0].kind: expected one of json',
      '5:31 expectations[1].pattern: expected a JavaScript regular expression: invalid regular expression: /(/: Unterminated group',
      '6:54 expectations[2].maxCharacters: expected at least minCharacters (5)',
    ]);
  });
});

it('names what no engine can match in linear time at its golden', () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, {
    'a.yaml': `id: a
messages: [{ role: user, content: hi }]
expectations:
  - { kind: matches, pattern: '^(?=.*x)' }
  - { kind: matches, pattern: '(a)\\1' }
  - kind: json-schema
    schema: { properties: { a: { pattern: 'x(?!y)' } } }
`,
  });
  expect(loadGoldens(folder.path).problems.map(({ where, what }) => `${where.split('.yaml:')[1]} ${what}`)).toEqual([
    expect.stringMatching(/^4:31 expectations\[0\]\.pattern: .*RE2.* lookahead \(\(\?= at character 2\)$/),
    expect.stringMatching(/^5:31 expectations\[1\]\.pattern: .*a backreference \(\\1 at character 4\)$/),
    expect.stringMatching(/^7:13 expectations\[2\]\.schema: .*pattern "x\(\?!y\)".*lookahead/),
  ]);
});
