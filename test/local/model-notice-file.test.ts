import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { modelNoticeFile } from '../../lib/local/model-notice-file.ts';
import { itKeepsModelNotices } from '../contract/model-notices-suite.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

itKeepsModelNotices(() => {
  const path = join(folder.path, 'models.json');
  return { here: modelNoticeFile(path), elsewhere: modelNoticeFile(path) };
});
