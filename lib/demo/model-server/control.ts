import * as z from 'zod';
import { ApiError } from './api-error.ts';
import type { Engine } from './engine.ts';
import { Served, type ServedInput } from './served.ts';
import { backendsOf, type Serving, type ServingState } from './serving.ts';

const Share = z.number().min(0).max(1);

/** Body of `POST /control`. */
const ChangeBody = z.strictObject({ to: Served, share: Share.default(1) });

export interface ChangeOptions {
  /** Share of requests that get the change, 0 (roll back) to 1 (all, the default). */
  readonly share?: number;
}

/** Changes what is served, at once and silently: everything is loaded before the first request can notice. */
export class Control {
  readonly #serving: Serving;
  readonly #engine: Engine;

  constructor(serving: Serving, engine: Engine) {
    this.#serving = serving;
    this.#engine = engine;
  }

  get state(): ServingState {
    return this.#serving.state;
  }

  /** @throws {RangeError} if `to` or `share` is not something that can be served. */
  async change(to: ServedInput, { share = 1 }: ChangeOptions = {}): Promise<ServingState> {
    const parsed = ChangeBody.safeParse({ to, share });
    if (!parsed.success) throw new RangeError(problemsOf(parsed.error));
    return await this.#apply(parsed.data);
  }

  /** The same for other processes. @throws {ApiError} 400 that says what is wrong. */
  async changeFromBody(body: unknown): Promise<ServingState> {
    const parsed = ChangeBody.safeParse(body);
    if (!parsed.success) throw new ApiError(400, problemsOf(parsed.error), { code: 'invalid_value' });
    return await this.#apply(parsed.data);
  }

  async #apply({ to, share }: z.infer<typeof ChangeBody>): Promise<ServingState> {
    await this.#engine.prepare(backendsOf(to));
    this.#serving.change(to, share);
    void this.#engine.keepOnly(this.#serving.backends()); // old contexts go when their last answer is done
    return this.#serving.state;
  }
}

function problemsOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; ');
}
