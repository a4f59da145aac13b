/**
 * The bytes behind each token of a byte-level BPE vocabulary, by token id. GGUF files write a vocabulary in GPT-2's
 * alphabet, in which every byte is a printable character; a token may hold a part of a UTF-8 character, so its text
 * cannot stand for it, its bytes can. Special tokens have no bytes: they are not text.
 *
 * @param vocabulary tokens in GPT-2's alphabet.
 * @param isSpecial whether the token with this id is a control token.
 */
export function tokenBytes(vocabulary: readonly string[], isSpecial: (id: number) => boolean): Uint8Array[] {
  const byteOf = byteAlphabet();
  return vocabulary.map((written, id) =>
    isSpecial(id) ? new Uint8Array() : Uint8Array.from(written, (character) => requireByte(byteOf, character)),
  );
}

/** GPT-2's alphabet: printable Latin-1 characters stand for themselves, the other bytes for U+0100 onwards, in order. */
function byteAlphabet(): ReadonlyMap<string, number> {
  const alphabet = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    alphabet.set(String.fromCodePoint(printable ? byte : next++), byte);
  }
  return alphabet;
}

function requireByte(byteOf: ReadonlyMap<string, number>, character: string): number {
  const byte = byteOf.get(character);
  if (byte === undefined)
    throw new Error(`expected a vocabulary in the byte-level alphabet, found ${JSON.stringify(character)}`);
  return byte;
}
