import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { ConfigError } from '../domain/errors.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { committedIn, countUse, emptyAccount } from '../domain/run/account.ts';
import type { Limit, RunLimits } from '../domain/run/limits.ts';
import type { Sample } from '../domain/run/sample.ts';
import { type Spending, shareUsed, spendingOf } from '../domain/run/spending.ts';
import { periodsOf } from '../plan/limits-of.ts';
import { runId } from '../plan/plan-run.ts';
import { type DrawEstimate, estimateDraw } from '../plan/run-budget.ts';
import { setAside } from '../plan/set-aside.ts';
import type { Clock } from '../ports/clock.ts';
import type { Provider, ProviderCompletion, ProviderRequest } from '../ports/provider.ts';
import type { SpendingLog } from '../ports/spending-log.ts';
import { withEstimatedUse } from './estimated-use.ts';

export interface ExtraDrawsOptions {
  readonly endpoint: Endpoint;
  /** What calls at a time are held to. */
  readonly limits: (endpoint: Endpoint, at: Date) => RunLimits;
  readonly spending: SpendingLog;
  readonly clock: Pick<Clock, 'now'>;
}

/** What is set aside for a call begins its id with this: no run ends it. */
export const extraPrefix = 'extra';

/**
 * Calls beside runs, by somebody who re-rolls, probes or sharpens: each is made within the budgets of the day and the month,
 * and counts in them, as soon as it came back. What was in flight when the process was killed counts as what was set aside for it.
 * One that no budget has room for is not sent, nor any after it: `usedUp` is aborted.
 */
export class ExtraDraws {
  readonly #options: ExtraDrawsOptions;
  readonly #over = new AbortController();
  #calls = 0;
  #refused: Limit | undefined;

  constructor(options: ExtraDrawsOptions) {
    this.#options = options;
  }

  /** Aborted once a budget had no room for a call. */
  get usedUp(): AbortSignal {
    return this.#over.signal;
  }

  /** Which budget had no room, as a sentence; undefined while there is room. */
  get refusal(): string | undefined {
    return this.#refused && refusalWords(this.#refused, this.#options.endpoint);
  }

  /** @throws {ConfigError} where a budget has no room for one call of a golden: nothing is to be sent. */
  async requireRoom(golden: GoldenRequest): Promise<void> {
    const { endpoint, clock, spending } = this.#options;
    const amount = { ...this.#amountOf(estimateDraw(endpoint, golden)), endpoint: endpoint.id };
    const at = clock.now();
    const refused = await spending.change(periodsOf(at), (before) => {
      const tried = setAside(before, this.#idAt(at), amount, this.#limitsAt(at));
      return { accounts: before, result: 'refused' in tried ? tried.refused : undefined };
    });
    if (refused === undefined) return;
    const { scope, period } = refused;
    const account = await spending.read(period);
    const used = shareUsed(committedIn(account, scope === 'endpoint' ? endpoint.id : undefined), refused.budget) ?? 1;
    const what = `${refusalWords(refused, endpoint)}: ${Math.floor(100 * used)} % are used or set aside; nothing was sent`;
    throw new ConfigError([{ where: `endpoint ${endpoint.id}`, what }]);
  }

  /** A provider that does the same and whose every call is counted. */
  counting(provider: Provider): Provider {
    return new Proxy(provider, {
      get: (target, key) => {
        if (key === 'complete')
          return (request: ProviderRequest, signal: AbortSignal) => this.#call(request, signal, target);
        const value = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  async #call(request: ProviderRequest, signal: AbortSignal, provider: Provider): Promise<ProviderCompletion> {
    const { clock, spending, endpoint } = this.#options;
    const at = clock.now();
    const id = this.#idAt(at);
    const estimate = estimateDraw(request.endpoint, request.golden);
    const amount = { ...this.#amountOf(estimate), endpoint: endpoint.id };
    const refused = await spending.change(periodsOf(at), (before) => {
      const tried = setAside(before, id, amount, this.#limitsAt(at));
      return 'refused' in tried
        ? { accounts: before, result: tried.refused }
        : { accounts: tried.accounts, result: undefined };
    });
    if (refused !== undefined) {
      this.#refused ??= refused;
      this.#over.abort();
      return { error: 'cancelled', notes: ['not sent: a budget has no room for it'] };
    }
    const completion = await provider.complete(request, signal);
    const used = spendingOf(endpoint.price, withEstimatedUse({ ...completion, attempts: 1 } as Sample, estimate));
    await spending.change(periodsOf(at), (before) => ({
      accounts: new Map(
        [...before].map(([period, account = emptyAccount]) => [period, countUse(account, id, endpoint.id, used)]),
      ),
      result: undefined,
    }));
    return completion;
  }

  #limitsAt(at: Date): readonly Limit[] {
    return this.#options.limits(this.#options.endpoint, at).accounts;
  }

  #idAt(at: Date): string {
    return `${extraPrefix}-${runId(this.#options.endpoint.id, at)}-${process.pid}-${++this.#calls}`;
  }

  #amountOf({ inputTokens, outputTokens }: DrawEstimate): Spending {
    return spendingOf(this.#options.endpoint.price, { inputTokens, outputTokens });
  }
}

/** `the budget of the month of all endpoints together has no room for another call` */
function refusalWords({ scope, period }: Limit, { id }: Pick<Endpoint, 'id'>): string {
  const whose = scope === 'project' ? 'of all endpoints together' : `of ${id}`;
  return `the budget of the ${period.length === 7 ? 'month' : 'day'} ${whose} has no room for another call`;
}
