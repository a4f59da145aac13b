import { memoryStores } from '../../lib/stores/memory/memory-stores.ts';
import { describeStores } from '../contract/stores-suite.ts';

describeStores('memory stores', () => {
  const stores = memoryStores();
  return { stores, elsewhere: stores, dispose: () => undefined };
});
