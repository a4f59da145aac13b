import { describe, expect, it } from 'vitest';
import { editedProject } from '../../lib/project/edit-project.ts';

const file = 'pinwatch.yaml';
const edit = { every: '2h', endpoints: [{ id: 'support', repetitions: 1, goldens: ['a', 'b'] }] };

describe('editedProject', () => {
  it('changes values where they stand, and leaves comments, order and spelling as they are', () => {
    const text = `# what we watch
version: 1
every:   1h   # as often as the budget allows
endpoints:
  - id: other
    provider: openai
    model: "m-1"
      # a strange indentation
  - provider: openai
    repetitions: 4   # of each golden
    id: support
    goldens:
      - a   # the first
      - b
      - c
    model: 'm-2'
`;
    expect(editedProject(file, text, edit)).toBe(`# what we watch
version: 1
every: 2h   # as often as the budget allows
endpoints:
  - id: other
    provider: openai
    model: "m-1"
      # a strange indentation
  - provider: openai
    repetitions: 1   # of each golden
    id: support
    goldens: [a, b]
    model: 'm-2'
`);
  });

  it('adds what is missing, in blocks and in braces', () => {
    const block = 'version: 1\nendpoints:\n  - id: support # ours\n    provider: openai\n    model: m\n';
    expect(editedProject(file, block, edit)).toBe(
      'version: 1\nevery: 2h\nendpoints:\n  - id: support # ours\n    goldens: [a, b]\n    repetitions: 1\n    provider: openai\n    model: m\n',
    );
    const braces = 'version: 1\nendpoints:\n  - { id: support, provider: openai, model: m }\n';
    expect(editedProject(file, braces, { endpoints: [{ id: 'support', repetitions: 1 }] })).toBe(
      'version: 1\nendpoints:\n  - { id: support, repetitions: 1, provider: openai, model: m }\n',
    );
  });

  it('refuses what it could not edit without touching more', () => {
    const alias =
      'version: 1\nendpoints:\n  - &one { id: a, provider: openai, model: m }\n  - <<: *one\n    id: support\n';
    expect(() => editedProject(file, alias, { endpoints: [{ id: 'elsewhere', repetitions: 1 }] })).toThrow(
      'cannot be edited safely',
    );
    expect(() => editedProject(file, 'just text', edit)).toThrow('cannot be edited safely');
  });
});
