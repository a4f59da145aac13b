import { importMany } from '../helpers/import-many.ts';

/** Prints how fast goldens are imported, and how the heap grows with the lines of a file and with what is new in them. */
export async function run(): Promise<void> {
  for (const [lines, distinct] of [
    [10_000, 10_000],
    [100_000, 1_000],
    [100_000, 100_000],
  ] as const) {
    const { fileBytes, seconds, heapGrowthBytes } = await importMany(lines, distinct);
    const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
    console.log(
      `import: ${lines} lines (${megabytes(fileBytes)}), ${distinct} of them different: ${seconds.toFixed(1)} s, heap grew by ${megabytes(heapGrowthBytes)}`,
    );
  }
}
