import { describe, expect, it } from 'vitest';
import type { Sample } from '../../lib/domain/run/sample.ts';
import { encodeSamples } from '../../lib/stores/sample-lines.ts';
import { readInParts } from '../../lib/stores/sample-parts.ts';
import { sample } from '../contract/stored-records.ts';

const goldens = ['a', 'b', 'c', 'd', 'e'];
const samples = goldens.flatMap((golden) =>
  Array.from({ length: 200 }, (_, i) => ({ ...sample('run-1', golden, i), text: `naïve ${i} 日本` })),
);

async function partsOf(pieces: Uint8Array[]): Promise<Sample[][]> {
  const parts: Sample[][] = [];
  await readInParts(pieces, 'a run', (some) => {
    parts.push([...some]);
  });
  return parts;
}

function cut(bytes: Buffer, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

describe('samples that are handed over in parts', () => {
  it.each([997, 1 << 20])('are all there, whole goldens together, wherever the bytes are cut (%i)', async (size) => {
    const parts = await partsOf(cut(encodeSamples(samples), size));
    expect(parts.flat()).toEqual(samples);
    expect(parts.map((part) => [...new Set(part.map(({ golden }) => golden))])).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ]);
  });

  it('are all there in whichever order the goldens are', async () => {
    const reversed = samples.toReversed();
    expect((await partsOf([encodeSamples(reversed)])).flat()).toEqual(reversed);
  });

  it('are refused where a golden comes again, or the last line is cut short', async () => {
    const again = encodeSamples([...samples, ...samples.slice(0, 1)]);
    await expect(partsOf([again])).rejects.toThrow("a golden's samples are not together");
    const short = encodeSamples(samples).subarray(0, -1);
    await expect(partsOf([short])).rejects.toThrow('its last line is cut short');
  });
});
