import type { ModelNotice } from '../domain/endpoint/model-notice.ts';

/** Where what lists of models said about pinned ones is kept; the newest notice of a target replaces the one before. */
export interface ModelNoticeStore {
  get(target: string): Promise<ModelNotice | undefined>;
  put(notice: ModelNotice): Promise<void>;
}
