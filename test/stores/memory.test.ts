import { describe } from 'vitest';
import { MemorySpending } from '../../lib/stores/memory/memory-spending.ts';
import { memoryStores } from '../../lib/stores/memory/memory-stores.ts';
import { itCountsSpending } from '../contract/spending-suite.ts';
import { describeStores } from '../contract/stores-suite.ts';

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
