import type { UnitRows } from './unit-rows.ts';

/** The units of all answers to one golden, in a byte each where they are frequent: a third of what they take as hashes. */
export interface CodedRows {
  /** Units, the most frequent first. */
  readonly units: Uint16Array;
  /** Places of the units of all rows in `units`, row after row: see `putPlace`. */
  readonly places: Uint8Array;
}

const everyUnit = 0x10000;
/** Places below this are a byte; those of two bytes begin with one from here on, and those of three with the last. */
const [oneByte, threeBytes] = [224, 255];
const twoByteEnd = oneByte + (threeBytes - oneByte) * 256;

/**
 * Codes rows of units by how frequent each unit is among them; equally frequent ones by their hash.
 *
 * Time O(units + distinct units log distinct units).
 */
export function codeRows(rows: readonly UnitRows[]): CodedRows {
  const counts = new Uint32Array(everyUnit);
  let size = 0;
  for (const row of rows) {
    size += row.length;
    for (let i = 0; i < row.length; i++) {
      const unit = row[i] as number;
      counts[unit] = (counts[unit] as number) + 1;
    }
  }
  const units = byFrequency(counts);
  const placeOf = new Uint16Array(everyUnit);
  for (let place = 0; place < units.length; place++) placeOf[units[place] as number] = place;
  const places = new Uint8Array(3 * size);
  let at = 0;
  for (const row of rows)
    for (let i = 0; i < row.length; i++) {
      const place = placeOf[row[i] as number] as number;
      if (place < oneByte) places[at++] = place;
      else if (place < twoByteEnd) {
        places[at++] = oneByte + ((place - oneByte) >> 8);
        places[at++] = (place - oneByte) & 255;
      } else {
        places[at++] = threeBytes;
        places[at++] = place >> 8;
        places[at++] = place & 255;
      }
    }
  return { units, places: places.slice(0, at) };
}

/** All rows one after the other, of so many units together. */
export function decodeRows({ units, places }: CodedRows, size: number): UnitRows {
  const rows = new Uint16Array(size);
  for (let i = 0, at = 0; i < size; i++) {
    const first = places[at++] as number;
    let place = first;
    if (first === threeBytes) {
      place = ((places[at] as number) << 8) | (places[at + 1] as number);
      at += 2;
    } else if (first >= oneByte) place = oneByte + ((first - oneByte) << 8) + (places[at++] as number);
    rows[i] = units[place] as number;
  }
  return rows;
}

/** Whole numbers that hold a count in front and, the smaller the better, its unit behind: one sort of numbers. */
function byFrequency(counts: Uint32Array): Uint16Array {
  const keys: number[] = [];
  for (let unit = 0; unit < everyUnit; unit++)
    if ((counts[unit] as number) > 0) keys.push((counts[unit] as number) * everyUnit + (everyUnit - 1 - unit));
  const sorted = Float64Array.from(keys).sort();
  const size = sorted.length;
  return Uint16Array.from({ length: size }, (_, place) => {
    const key = sorted[size - 1 - place] as number;
    return everyUnit - 1 - (key % everyUnit);
  });
}
