import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { ModelNotice } from '../domain/endpoint/model-notice.ts';
import { type ListedModel, listedAs } from '../domain/endpoint/model-offer.ts';
import type { Clock } from '../ports/clock.ts';
import type { ModelNoticeStore } from '../ports/model-notice-store.ts';
import type { Provider } from '../ports/provider.ts';
import { probedTarget } from './probe-capabilities.ts';

export interface NoticeDeps {
  readonly provider: Pick<Provider, 'models'>;
  readonly notices: ModelNoticeStore;
  readonly clock: Pick<Clock, 'now'>;
}

const [askAgainMs, deadlineMs] = [86_400_000, 10_000];

/**
 * Asks an endpoint, at most once a day, what its list of models says about the pinned one, and remembers it. Runs do it
 * by the way: whatever goes wrong here, they go on, and what was known before stays known.
 */
export async function checkLifecycle(endpoint: Endpoint, deps: NoticeDeps, stop: AbortSignal): Promise<void> {
  const { provider, notices, clock } = deps;
  if (provider.models === undefined) return;
  try {
    const at = clock.now();
    const known = await notices.get(probedTarget(endpoint));
    if (known !== undefined && at.getTime() - Date.parse(known.askedAt) < askAgainMs) return;
    // Written first, so that an endpoint without an answer is not asked at every run either.
    await notices.put({ ...known, ...askForNotice(endpoint, at) });
    const models = await provider.models(endpoint, AbortSignal.any([stop, AbortSignal.timeout(deadlineMs)]));
    await remember(endpoint, models, { notices, at });
  } catch {
    // A warning of retirement is a courtesy; the run is the promise.
  }
}

/** Remembers what a list says about the pinned model. A list without it says nothing, and what was known stays known. */
export async function remember(
  endpoint: Endpoint,
  models: readonly ListedModel[],
  { notices, at }: { readonly notices: ModelNoticeStore; readonly at: Date },
): Promise<void> {
  const listed = listedAs(models, endpoint.model);
  const before = await notices.get(probedTarget(endpoint));
  const { lifecycle, retiresAt } = listed ?? before ?? {};
  const answeredRetiresAt = before?.answeredRetiresAt;
  await notices.put({
    ...askForNotice(endpoint, at),
    ...(lifecycle === undefined ? {} : { lifecycle }),
    ...(retiresAt === undefined ? {} : { retiresAt }),
    ...(answeredRetiresAt === undefined ? {} : { answeredRetiresAt }),
  });
}

/** Remembers the day of retirement that answers told, or that they tell none any more. A courtesy, as above. */
export async function noteAnsweredLifecycle(
  endpoint: Endpoint,
  told: string | undefined,
  { notices, clock }: Pick<NoticeDeps, 'notices' | 'clock'>,
): Promise<void> {
  try {
    const known = await notices.get(probedTarget(endpoint));
    if (known?.answeredRetiresAt === told) return;
    const { answeredRetiresAt: _before, ...listed } = known ?? askForNotice(endpoint, clock.now());
    await notices.put({ ...listed, ...(told === undefined ? {} : { answeredRetiresAt: told }) });
  } catch {
    // As with the list.
  }
}

function askForNotice(endpoint: Endpoint, at: Date): ModelNotice {
  return { target: probedTarget(endpoint), askedAt: at.toISOString() };
}
