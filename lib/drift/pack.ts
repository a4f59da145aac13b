/** A value that JSON can hold. */
type Packed = null | boolean | number | string | readonly Packed[] | { readonly [key: string]: Packed };

const arrays = { Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array };
type ArrayName = keyof typeof arrays;

/** Bytes in front that say how long the JSON behind them is. */
const lengthBytes = 4;

/**
 * Turns plain data with maps, typed arrays, gaps in arrays and numbers that are not finite into bytes that `unpack` turns back
 * into an equal value, bit for bit: JSON, and behind it the typed arrays, little-endian as all our machines are. As they stand
 * there unchanged, they compress better and are read many times faster than as text.
 */
export function pack(value: unknown): Uint8Array {
  const parts: Uint8Array[] = [];
  const json = Buffer.from(JSON.stringify(replaceParts(value, parts)));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, ...parts]);
}

/**
 * The value that was packed.
 *
 * @throws {Error} for bytes that `pack` did not write.
 */
export function unpack(bytes: Uint8Array): unknown {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = lengthBytes + all.readUInt32LE();
  if (end > all.length) throw new Error(`expected ${end} bytes, got ${all.length}`);
  const json = JSON.parse(all.toString('utf8', lengthBytes, end)) as Packed;
  return restoreParts(json, { bytes, at: end });
}

function replaceParts(value: unknown, parts: Uint8Array[]): Packed {
  if (value === undefined) return { $undefined: true };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  if (value === null || typeof value !== 'object') return value as Packed;
  if (ArrayBuffer.isView(value)) {
    parts.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    return { $array: value.constructor.name, bytes: value.byteLength };
  }
  if (Array.isArray(value)) return value.map((item) => replaceParts(item, parts));
  if (value instanceof Map) return { $map: [...value].map((entry) => replaceParts(entry, parts)) };
  const object: Record<string, Packed> = {};
  for (const [key, item] of Object.entries(value)) if (item !== undefined) object[key] = replaceParts(item, parts);
  return object;
}

/** Typed arrays stand in the order in which the value is walked. */
interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

function restoreParts(value: Packed, reader: Reader): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as readonly Packed[]).map((item) => restoreParts(item, reader));
  const object = value as { readonly [key: string]: Packed };
  if (object.$undefined !== undefined) return undefined;
  if (object.$number !== undefined) return Number(object.$number);
  if (object.$map !== undefined) return new Map(restoreParts(object.$map, reader) as [unknown, unknown][]);
  if (object.$array !== undefined) {
    const from = reader.at;
    reader.at += object.bytes as number;
    if (reader.at > reader.bytes.length) throw new Error('expected more bytes');
    // A copy of its own: the bytes may not be aligned.
    return new arrays[object.$array as ArrayName](new Uint8Array(reader.bytes.subarray(from, reader.at)).buffer);
  }
  // In place: what JSON.parse has just made is nobody else's.
  const open = object as Record<string, unknown>;
  for (const key of Object.keys(object)) {
    const item = object[key] as Packed;
    if (item !== null && typeof item === 'object') open[key] = restoreParts(item, reader);
  }
  return open;
}
