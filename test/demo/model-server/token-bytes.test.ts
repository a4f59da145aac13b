import { describe, expect, it } from 'vitest';
import { tokenText } from '../../../lib/demo/model-server/logprobs.ts';
import { tokenBytes } from '../../../lib/demo/model-server/token-bytes.ts';

describe('the bytes of tokens', () => {
  it('reads the printable alphabet of byte-level vocabularies', () => {
    const [word, newline, space, bang] = tokenBytes(['Ġhello', 'Ċ', 'Ġ', '!'], () => false);
    expect(word).toEqual(new TextEncoder().encode(' hello'));
    expect(newline).toEqual(Uint8Array.of(10));
    expect(space).toEqual(Uint8Array.of(32));
    expect(bang).toEqual(Uint8Array.of(33));
  });

  it('gives a part of a character as it is', () => {
    // U+20AC is e2 82 ac; in the alphabet: â, Ĥ, ¬.
    expect(tokenBytes(['âĤ', '¬'], () => false)).toEqual([Uint8Array.of(0xe2, 0x82), Uint8Array.of(0xac)]);
  });

  it('knows a character for each of the 256 bytes', () => {
    const everyByte = Array.from({ length: 256 }, (_, byte) => byte);
    const printable = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
    let next = 256;
    const alphabet = everyByte.map((byte) => String.fromCodePoint(printable(byte) ? byte : next++)).join('');
    expect([...(tokenBytes([alphabet], () => false)[0] as Uint8Array)]).toEqual(everyByte);
  });

  it('gives special tokens no bytes', () => {
    expect(tokenBytes(['<|end|>', 'a'], (id) => id === 0)).toEqual([new Uint8Array(), Uint8Array.of(97)]);
  });

  it('rejects a vocabulary that is not byte-level', () => {
    expect(() => tokenBytes(['▁hello'], () => false)).toThrow('byte-level');
  });

  it('spells out what is no text by itself', () => {
    expect(tokenText(new TextEncoder().encode(' né'))).toBe(' né');
    expect(tokenText(Uint8Array.of(0xe2, 0x82))).toBe('bytes:\\xe2\\x82');
    expect(tokenText(Uint8Array.of(0xac))).toBe('bytes:\\xac'); // and does not take the two for a beginning
    expect(tokenText(Uint8Array.of(97))).toBe('a');
  });
});
