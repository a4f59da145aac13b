/** What is used of the global `WebAssembly`, which no type declarations without those of browsers name. */
const { WebAssembly: wasm } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
    readonly Instance: new (
      module: object,
    ) => { readonly exports: { readonly memory: Memory; readonly dot16: Dot; readonly dot8: Dot } };
  };
};

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/**
 * Inner products of rows of small whole numbers with the vector instructions of WebAssembly: several times as fast as a loop, and
 * the same on every machine, as sums of whole numbers are exact in any order.
 */
class IntegerProducts {
  readonly #memory: Memory;
  readonly #dot16: Dot;
  readonly #dot8: Dot;

  constructor() {
    const { memory, dot16, dot8 } = new wasm.Instance(new wasm.Module(moduleBytes())).exports;
    this.#memory = memory;
    this.#dot16 = dot16;
    this.#dot8 = dot8;
  }

  /**
   * Products of all pairs of rows, n x n, row by row; `undefined` where a sum could leave 32 bits, so that a slower way has to be gone.
   *
   * @param rows whole numbers, equally many in each row, a multiple of 8. Time O(rows^2 x numbers).
   */
  ofAllPairs(rows: readonly ArrayLike<number>[]): Float64Array | undefined {
    const n = rows.length;
    const size = rows[0]?.length ?? 0;
    if (rows.some((row) => !staysInside(row))) return undefined;
    const bytes = 2 * size;
    const numbers = new Int16Array(this.#atLeast(n * bytes), 0, n * size);
    rows.forEach((row, i) => {
      numbers.set(row, i * size);
    });
    const products = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        const product = size === 0 ? 0 : this.#dot16(i * bytes, j * bytes, (i + 1) * bytes);
        products[i * n + j] = product;
        products[j * n + i] = product;
      }
    return products;
  }

  /**
   * Products of one row with each of others, part by part: `ofOthers[k](part)`.
   *
   * @param size numbers in a part: a multiple of 8, at most 131,072, so that no sum leaves 32 bits.
   */
  ofParts(
    row: Int8Array,
    others: readonly Int8Array[],
    size: number,
    take: (other: number, part: number, product: number) => void,
  ): void {
    const numbers = new Int8Array(this.#atLeast(2 * row.length));
    numbers.set(row);
    others.forEach((other, k) => {
      numbers.set(other, row.length);
      for (let at = 0, part = 0; at < row.length; at += size, part++)
        take(k, part, this.#dot8(at, row.length + at, at + size));
    });
  }

  #atLeast(bytes: number): ArrayBuffer {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / page));
    return this.#memory.buffer;
  }
}

/**
 * Whether no sum of products of the row with another such row can leave 32 bits: each of four sums takes two of eight numbers, and
 * is at most the product of the lengths of these parts (Cauchy and Schwarz). A number of more than 16 bits is out as well.
 */
function staysInside(row: ArrayLike<number>): boolean {
  const squares = new Float64Array(4);
  for (let i = 0; i < row.length; i++) {
    const value = row[i] as number;
    if (value > 32_767 || value < -32_767) return false;
    const sum = (i >> 1) & 3;
    squares[sum] = (squares[sum] as number) + value * value;
  }
  return squares.every((sum) => sum < 2 ** 31);
}

/** One for all: what it holds lives as long as a call. */
export const integerProducts = new IntegerProducts();

/** The inner product of the numbers from `a` up to `end` with as many from `b` on; places in bytes. */
type Dot = (a: number, b: number, end: number) => number;

const page = 65_536;

/**
 * A module with a memory and two functions, which differ in how eight numbers are loaded:
 *
 *     sum = 0
 *     do { sum += dot(load(a), load(b)); b += stride; a += stride } while (a < end)
 *     return sum[0] + sum[1] + sum[2] + sum[3]
 */
function moduleBytes(): Uint8Array<ArrayBuffer> {
  const [i32, f64, v128, simd] = [0x7f, 0x7c, 0x7b, 0xfd];
  const [a, b, end, sum] = [0, 1, 2, 3];
  const get = (local: number) => [0x20, local];
  const set = (local: number) => [0x21, local];
  const advance = (local: number, stride: number) => [...get(local), 0x41, stride, 0x6a, ...set(local)];
  const lane = (at: number) => [...get(sum), simd, 0x1b, at, 0xb7];
  const body = (load: readonly number[], stride: number) => {
    const [dot, add, plus] = [[simd, 0xba, 0x01], [simd, 0xae, 0x01], 0xa0];
    const again = [...get(a), ...get(end), 0x49, 0x0d, 0];
    const loop = [
      ...[0x03, 0x40],
      ...[...get(sum), ...get(a), ...load, ...get(b), ...load, ...dot, ...add, ...set(sum)],
      ...[...advance(b, stride), ...advance(a, stride), ...again, 0x0b],
    ];
    const total = [...lane(0), ...lane(1), plus, ...lane(2), plus, ...lane(3), plus, 0x0b];
    return sized([1, 1, v128, ...loop, ...total]);
  };
  const section = (id: number, content: readonly number[]) => [id, ...sized(content)];
  const name = (text: string) => sized([...text].map((letter) => letter.charCodeAt(0)));
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 3, i32, i32, i32, 1, f64]),
    ...section(3, [2, 0, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [3, ...name('memory'), 2, 0, ...name('dot16'), 0, 0, ...name('dot8'), 0, 1]),
    ...section(10, [2, ...body([simd, 0x00, 0, 0], 16), ...body([simd, 0x01, 0, 0], 8)]),
  ]);
}

/** Content behind its length, which is below 128 in bodies and 16,384 in sections. */
function sized(content: readonly number[]): number[] {
  const { length } = content;
  return length < 128 ? [length, ...content] : [(length & 127) | 128, length >> 7, ...content];
}
