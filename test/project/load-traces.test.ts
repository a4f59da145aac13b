import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadGoldens } from '../../lib/project/load-goldens.ts';
import { writeFiles } from '../helpers/cli.ts';
import { orderAgent } from '../helpers/order-agent.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

function loaded(files: { readonly [name: string]: string }) {
  using folder = temporaryFolder();
  writeFiles(folder.path, files);
  const { goldens, problems } = loadGoldens(folder.path);
  const short = (where: string) => where.replace(`${folder.path}/`, '');
  return {
    goldens,
    problems: problems.map(({ where, what }) => `${short(where)} ${what}`),
    place: (id: string, ...path: PropertyKey[]) =>
      short(goldens.find(({ golden }) => golden.id === id)?.place(path) ?? 'nowhere'),
  };
}

describe('a file with nodes', () => {
  it('is a trace tree, among goldens, as YAML, JSON or a line', () => {
    for (const [name, text] of [
      ['agent.yaml', stringify(orderAgent)],
      ['agent.json', JSON.stringify(orderAgent)],
      ['all.jsonl', `${JSON.stringify({ id: 'a', messages: [{ role: 'user' }] })}\n${JSON.stringify(orderAgent)}\n`],
    ] as const) {
      const { goldens, problems } = loaded({ [name]: text });
      expect(problems).toEqual([]);
      expect(goldens.map(({ golden }) => golden.id)).toContain('order-agent/review');
    }
  });

  it('knows where each of its goldens keeps what', () => {
    const text = `id: t
nodes:
  - id: a
    kind: llm
    input:
      messages:
        - role: user
          content: hi
      parameters:
        temperature: 0
expectations: []
`;
    const { place } = loaded({ 't.yaml': text });
    expect(place('t/a', 'id')).toBe('t.yaml:3:9');
    expect(place('t/a', 'body', 'messages', 0, 'content')).toBe('t.yaml:8:20');
    expect(place('t/a', 'parameters')).toBe('t.yaml:10:9');
    expect(place('t', 'nodes', 0, 'body', 'temperature')).toBe('t.yaml:10:22');
    expect(place('t', 'expectations')).toBe('t.yaml:11:15');
  });

  it('is refused with every problem at its line', () => {
    const text = `id: t
nodes:
  - id: a
    kind: llm
    input: { mesages: [] }
    expectations:
      - { kind: matches, pattern: '(' }
  - id: b
    kind: tool
    name: x
    dependency: { kind: snapsht }
`;
    expect(loaded({ 't.yaml': text }).problems).toEqual([
      't.yaml:5:14 nodes[0].input: unknown key "mesages" (did you mean "messages"?)',
      't.yaml:11:25 nodes[1].dependency.kind: expected one of snapshot, mock, live, got "snapsht" (did you mean "snapshot"?)',
    ]);
    const pattern = text.replace('mesages: []', 'messages: [{ role: user }]').replace(/ {2}- id: b[\s\S]*/, '');
    expect(loaded({ 't.yaml': pattern }).problems).toEqual([
      expect.stringContaining('t.yaml:7:35 nodes[0].expectations[0].pattern: expected a JavaScript regular expression'),
    ]);
  });
});
