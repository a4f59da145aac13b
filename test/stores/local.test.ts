import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { describeStores } from '../contract/stores-suite.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describeStores(
  'local stores',
  () => {
    const folder = temporaryFolder();
    const [stores, elsewhere] = [openLocalStores(folder.path), openLocalStores(folder.path)];
    return {
      stores,
      elsewhere,
      dispose: () => {
        stores.close();
        elsewhere.close();
        folder.remove();
      },
    };
  },
  { histories: 30 },
);
