import { describe } from 'vitest';
import { itCountsSpending } from '../contract/spending-suite.ts';
import { describeStores } from '../contract/stores-suite.ts';
import { MemorySpending } from '../helpers/memory-stores/memory-spending.ts';
import { memoryStores } from '../helpers/memory-stores/memory-stores.ts';

describeStores('memory stores', () => {
  const stores = memoryStores();
  return { stores, elsewhere: stores, dispose: () => undefined };
});

describe('memory spending', () => {
  itCountsSpending(() => {
    const log = new MemorySpending();
    return { here: log, elsewhere: log };
  });
});
