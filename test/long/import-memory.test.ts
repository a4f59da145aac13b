import { expect, it } from 'vitest';
import { importMany } from '../helpers/import-many.ts';

it('an import reads 100,000 lines in memory that grows with new goldens only, by less than 400 bytes each', async () => {
  const alike = await importMany(100_000, 1_000);
  expect(alike.imported).toBe(1_000);
  expect(alike.fileBytes).toBeGreaterThan(150e6);
  expect(alike.heapGrowthBytes).toBeLessThan(8e6);
  const different = await importMany(100_000, 100_000);
  expect(different.imported).toBe(100_000);
  expect(different.heapGrowthBytes).toBeLessThan(8e6 + 400 * 100_000);
});
