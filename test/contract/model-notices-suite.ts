import { expect, it } from 'vitest';
import type { ModelNoticeStore } from '../../lib/ports/model-notice-store.ts';

/** What every store of notices must do. */
export function itKeepsModelNotices(
  open: () => { readonly here: ModelNoticeStore; readonly elsewhere: ModelNoticeStore },
) {
  it('keeps the newest notice of each target', async () => {
    const { here, elsewhere } = open();
    expect(await here.get('a')).toBeUndefined();
    const first = { target: 'a', askedAt: '2026-11-22T09:00:00.000Z' };
    const second = { ...first, askedAt: '2026-11-23T09:00:00.000Z', lifecycle: 'legacy', retiresAt: '2027-02-01' };
    await here.put(first);
    await here.put({ ...first, target: 'b', answeredRetiresAt: '2027-03-01' });
    expect(await elsewhere.get('a')).toEqual(first);
    await elsewhere.put(second);
    expect(await here.get('a')).toEqual(second);
    expect(await here.get('b')).toMatchObject({ answeredRetiresAt: '2027-03-01' });
  });
}
