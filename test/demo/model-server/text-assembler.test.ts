import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextAssembler } from '../../../lib/demo/model-server/text-assembler.ts';

const utf8 = new TextEncoder();

/** Text over a few characters of 1 to 4 bytes, so that stop strings happen and characters are torn. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', 'é', '€', '🙂'), maxLength: 30 });
const stops = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n', '€'), minLength: 1, maxLength: 3 }), {
  maxLength: 4,
});
const cuts = fc.array(fc.nat({ max: 120 }), { maxLength: 12 });

function tokensOf(whole: string, at: readonly number[]): Uint8Array[] {
  const bytes = utf8.encode(whole);
  const edges = [...new Set([0, ...at.filter((edge) => edge < bytes.length), bytes.length])].sort((a, b) => a - b);
  return edges.slice(1).map((edge, i) => bytes.slice(edges[i], edge));
}

function assemble(tokens: readonly Uint8Array[], stop: readonly string[]) {
  const assembler = new TextAssembler(stop);
  const shown = [...tokens.map((token) => assembler.push(token)), assembler.end()];
  return {
    shown,
    text: shown.map((piece) => piece.text).join(''),
    tokens: shown.reduce((sum, piece) => sum + piece.tokens, 0),
    stopped: assembler.stopped,
  };
}

/** Where the answer must end, by looking at all of it at once. */
function firstStop(whole: string, stop: readonly string[]): number {
  return Math.min(whole.length, ...stop.map((each) => whole.indexOf(each)).filter((at) => at !== -1));
}

describe('the text assembler', () => {
  it('shows the text before the first stop string, however it is cut into tokens', () => {
    fc.assert(
      fc.property(text, stops, cuts, (whole, stop, at) => {
        const result = assemble(tokensOf(whole, at), stop);
        // A stop that comes to light first may not be the one that begins first: `ab` ends before `aba` can match.
        expect(whole.startsWith(result.text)).toBe(true);
        expect(result.stopped).toBe(stop.some((each) => whole.includes(each)));
        if (stop.length <= 1) expect(result.text).toBe(whole.slice(0, firstStop(whole, stop)));
        for (const each of stop) expect(result.text).not.toContain(each);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('counts exactly the tokens that begin in the text that it shows', () => {
    fc.assert(
      fc.property(text, stops, cuts, (whole, stop, at) => {
        const tokens = tokensOf(whole, at);
        const result = assemble(tokens, stop);
        const shownBytes = utf8.encode(result.text).length;
        let begin = 0;
        let expected = 0;
        for (const token of tokens) {
          if (begin < shownBytes) expected++;
          begin += token.length;
        }
        expect(result.tokens).toBe(expected);
      }),
      { seed: 2, numRuns: 2000 },
    );
  });

  it('shows text at once where no stop string can be beginning', () => {
    const { shown } = assemble([utf8.encode('Hello'), utf8.encode(' you')], ['\n\n']);
    expect(shown.map((piece) => piece.text)).toEqual(['Hello', ' you', '']);
  });

  it('holds back what may become a stop string, and shows it when it does not', () => {
    const { shown } = assemble([utf8.encode('a\n'), utf8.encode('b')], ['\n\n']);
    expect(shown.map((piece) => piece.text)).toEqual(['a', '\nb', '']);
  });

  it('holds back half a character, and counts its tokens when it is whole', () => {
    const euro = utf8.encode('€');
    const { shown } = assemble([euro.slice(0, 1), euro.slice(1)], []);
    expect(shown).toEqual([
      { text: '', tokens: 0 },
      { text: '€', tokens: 2 },
      { text: '', tokens: 0 },
    ]);
  });

  it('shows half a character at the very end as the replacement character', () => {
    const { text: whole, tokens } = assemble([utf8.encode('x'), utf8.encode('€').slice(0, 2)], []);
    expect({ whole, tokens }).toEqual({ whole: 'x\ufffd', tokens: 2 });
  });

  it('looks at nothing after a stop string', () => {
    const assembler = new TextAssembler(['!']);
    expect(assembler.push(utf8.encode('hi! there')).text).toBe('hi');
    expect(assembler.push(utf8.encode(' more'))).toEqual({ text: '', tokens: 0 });
    expect(assembler.end()).toEqual({ text: '', tokens: 0 });
  });
});
