import { ModelNotice } from '../domain/endpoint/model-notice.ts';
import type { ModelNoticeStore } from '../ports/model-notice-store.ts';
import { targetFile } from './target-file.ts';

/** Remembers notices in a JSON file. @throws {StoreError} from `get` and `put` if the file is not what was written. */
export function modelNoticeFile(path: string): ModelNoticeStore {
  return targetFile(path, 'models/1', ModelNotice);
}
