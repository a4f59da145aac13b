import { describeStores } from '../contract/stores-suite.ts';
import { memoryStores } from '../helpers/memory-stores/memory-stores.ts';

describeStores('memory stores', () => {
  const stores = memoryStores();
  return { stores, elsewhere: stores, dispose: () => undefined };
});
