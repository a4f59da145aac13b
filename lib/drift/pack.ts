/** A value that JSON can hold. */
export type Packed = null | boolean | number | string | readonly Packed[] | { readonly [key: string]: Packed };

const arrays = { Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array };
type ArrayName = keyof typeof arrays;

/**
 * Turns plain data with maps, typed arrays, gaps in arrays and numbers that are not finite into something that JSON can
 * hold, and that `unpack` turns back into an equal value, bit for bit. Typed arrays are written little-endian, as all our
 * machines are.
 */
export function pack(value: unknown): Packed {
  if (value === undefined) return { $undefined: true };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  if (value === null || typeof value !== 'object') return value as Packed;
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    return { $array: value.constructor.name, bytes: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
  }
  if (Array.isArray(value)) return value.map(pack);
  if (value instanceof Map) return { $map: [...value].map(pack) };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, pack(item)]),
  );
}

/** The value that was packed. */
export function unpack(value: Packed): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(unpack);
  const object = value as { readonly [key: string]: Packed };
  if (object.$undefined !== undefined) return undefined;
  if (object.$number !== undefined) return Number(object.$number);
  if (object.$map !== undefined) return new Map(unpack(object.$map) as [unknown, unknown][]);
  if (object.$array !== undefined) {
    const bytes = Buffer.from(object.bytes as string, 'base64');
    // A copy of its own: Node's pool may hand out bytes that are not aligned.
    return new arrays[object.$array as ArrayName](new Uint8Array(bytes).buffer);
  }
  return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, unpack(item)]));
}
