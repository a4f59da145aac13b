import { describe, expect, it } from 'vitest';
import { streamOf, streamWords } from '../../../lib/domain/endpoint/delivery.ts';
import { Endpoint } from '../../../lib/domain/endpoint/endpoint.ts';
import { configurationOf, hashConfiguration, watchedChanges } from '../../../lib/domain/verdict/watched.ts';

const endpoint = (settings: object = {}) =>
  Endpoint.parse({ id: 'support', provider: 'openai', model: 'pinned-1', ...settings });

describe('how answers are asked for', () => {
  it('is a stream of its own where it is not the usual way', () => {
    expect(streamOf(endpoint())).toBeUndefined();
    expect(streamOf(endpoint({ delivery: 'live' }))).toBeUndefined();
    expect(streamOf(endpoint({ delivery: 'batch' }))).toEqual({ delivery: 'batch' });
    expect(streamWords({ tier: 'flex' })).toBe('flex tier');
  });

  it('belongs to what is watched: to change it begins another epoch', () => {
    const changes = (before: object, now: object) =>
      watchedChanges(configurationOf(endpoint(before)), configurationOf(endpoint(now)));
    expect(changes({}, { delivery: 'batch' })).toEqual(['delivery: live → batch']);
    expect(changes({ delivery: 'batch' }, {})).toEqual(['delivery: batch → live']);
    expect(changes({ tier: 'flex' }, { tier: 'default' })).toEqual(['tier: flex → default']);
    expect(changes({}, { delivery: 'live' })).toEqual([]);
    const hashes = [{}, { delivery: 'batch' }, { tier: 'flex' }].map((settings) =>
      hashConfiguration(endpoint(settings)),
    );
    expect(new Set(hashes).size).toBe(3);
    expect(hashConfiguration(endpoint({ delivery: 'live' }))).toBe(hashes[0]);
  });
});
