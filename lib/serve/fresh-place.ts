import type { ApiPlace, ApiRuntime } from '../api/api-runtime.ts';
import type { ProjectRuntime } from '../project/project-runtime.ts';

export interface FreshPlaceOptions {
  /** Opens the project to look at it. */
  readonly open: () => Promise<ProjectRuntime>;
  /** Opens it to decide something; left out where that is not allowed. */
  readonly openToDecide?: (() => Promise<ProjectRuntime>) | undefined;
  /** How long an opened project is looked at: an edit shows after so long. */
  readonly maxAgeMs: number;
  readonly stack?: string | undefined;
  readonly now?: () => number;
}

interface Held {
  readonly runtime: ProjectRuntime;
  readonly openedAt: number;
  users: number;
  isOld: boolean;
}

/**
 * A project that is opened again when what was opened is too old, since its files are edited and its history begins while
 * somebody looks. What is in use is closed when its last request has ended. While it cannot be read, nothing is answered:
 * the state of before the edit would be a lie.
 */
export function freshPlace(options: FreshPlaceOptions): ApiPlace & Disposable {
  const { open, openToDecide, maxAgeMs, stack, now = Date.now } = options;
  const mayDecide = openToDecide !== undefined;
  let held: Held | undefined;
  let opening: Promise<Held> | undefined;

  const asApi = (runtime: ProjectRuntime): ApiRuntime => ({ ...runtime, stack, mayDecide });
  const retire = (old: Held | undefined) => {
    if (old === undefined) return;
    old.isOld = true;
    if (old.users === 0) old.runtime[Symbol.dispose]();
  };
  const current = async (): Promise<Held> => {
    if (held !== undefined && now() - held.openedAt < maxAgeMs) return held;
    opening ??= open()
      .then((runtime) => {
        retire(held);
        held = { runtime, openedAt: now(), users: 0, isOld: false };
        return held;
      })
      .finally(() => {
        opening = undefined;
      });
    return opening;
  };
  return {
    look: async (use) => {
      const used = await current();
      used.users++;
      try {
        return await use(asApi(used.runtime));
      } finally {
        used.users--;
        if (used.isOld && used.users === 0) used.runtime[Symbol.dispose]();
      }
    },
    ...(openToDecide === undefined
      ? {}
      : {
          decide: async (use) => {
            using runtime = await openToDecide();
            return await use(asApi(runtime));
          },
        }),
    [Symbol.dispose]: () => {
      retire(held);
      held = undefined;
    },
  };
}
