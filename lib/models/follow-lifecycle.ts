import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { Clock } from '../ports/clock.ts';
import type { ModelNoticeStore } from '../ports/model-notice-store.ts';
import type { Provider } from '../ports/provider.ts';
import type { ReplayDeps } from '../replay/replay-run.ts';
import { checkLifecycle, noteAnsweredLifecycle } from './check-lifecycle.ts';

export interface LifecycleDeps extends Pick<ReplayDeps, 'onStored'> {
  readonly provider: Pick<Provider, 'models'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Where what is said about the model is remembered; nobody asks or listens if left out. */
  readonly notices?: ModelNoticeStore;
}

export interface LifecycleWatch {
  /** To be told of every draw of the replay. */
  readonly onStored: NonNullable<ReplayDeps['onStored']>;
  /** When the replay is over: remembers what was heard. Never rejects. */
  done(): Promise<void>;
}

/**
 * Finds out what becomes of a model while it is being replayed: with `ask` by its list of models, once a day, and always
 * by answers that say when their model retires.
 */
export function followLifecycle(
  endpoint: Endpoint,
  { ask, stop }: { readonly ask: boolean; readonly stop: AbortSignal },
  { notices, onStored, ...deps }: LifecycleDeps,
): LifecycleWatch {
  const noticed = ask && notices !== undefined ? checkLifecycle(endpoint, { ...deps, notices }, stop) : undefined;
  let heard: { readonly retiresAt?: string | undefined } | undefined;
  return {
    onStored(sample, stored) {
      if (sample.error === undefined) heard = { retiresAt: sample.identity?.retiresAt ?? heard?.retiresAt };
      onStored?.(sample, stored);
    },
    async done() {
      await noticed;
      if (notices !== undefined && heard !== undefined)
        await noteAnsweredLifecycle(endpoint, heard.retiresAt, { ...deps, notices });
    },
  };
}
