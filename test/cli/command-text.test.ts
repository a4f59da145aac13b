import { describe, expect, it } from 'vitest';
import { commandText } from '../../lib/cli/command-text.ts';

const config = 'pinwatch.yaml';

describe('commandText', () => {
  it.each([
    [{}, 'pinwatch show'],
    [{ npm_lifecycle_event: 'npx', npm_package_name: 'shop' }, 'npx pinwatch show'],
    [{ npm_lifecycle_event: 'check-model', npm_package_name: 'shop' }, 'npx pinwatch show'],
    [{ npm_lifecycle_event: 'start', npm_package_name: 'pinwatch' }, 'npm run -s pinwatch -- show'],
  ])('starts as this process was started: %j', (env, text) => {
    expect(commandText('show', { config }, env)).toBe(text);
  });

  it('looks where this process looks', () => {
    expect(commandText('show', { config: 'pinwatch-demo/pinwatch.yaml' }, {})).toBe(
      'pinwatch show -c pinwatch-demo/pinwatch.yaml',
    );
    expect(commandText('show', { config, stack: 'Pinwatch' }, {})).toBe('pinwatch show -s Pinwatch');
  });

  it('keeps a path with spaces and quotes in one word', () => {
    expect(commandText('show', { config: "ana's project/p.yaml" }, {})).toBe(
      "pinwatch show -c 'ana'\\''s project/p.yaml'",
    );
  });
});
