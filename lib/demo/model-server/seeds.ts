/** llama.cpp takes this seed for "draw a seed yourself". */
const randomSeed = 0xffffffff;

/**
 * A seed of the model's sampler (32 bits) for stream `stream` of a client's seed (any safe integer). Equal arguments
 * give equal seeds; neighbouring seeds and streams give unrelated ones.
 */
export function samplerSeed(seed: number, stream: number): number {
  const high = Math.floor(seed / 2 ** 32);
  const mixed = mix(mix(mix(seed | 0) ^ high) ^ stream);
  return mixed === randomSeed ? 0 : mixed;
}

/** A fair coin for `index`, always the same for the same `salt`. */
export function coin(salt: number, index: number): boolean {
  return (mix(mix(index) ^ salt) & 1) === 1;
}

/** Finalizer of MurmurHash3: a bijection of 32 bits in which every input bit moves every output bit. */
function mix(value: number): number {
  let h = (value + 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
