/** A state machine in Amazon States Language, as JSON. */
export type Definition = { readonly StartAt: string; readonly States: Record<string, State> } & Record<string, unknown>;
type State = { readonly Type: string } & Record<string, unknown>;
type Data = unknown;

/** What the machine does outside. */
export interface World {
  /** Invokes a function by its ARN. Rejects with an error whose `name` is what Step Functions matches on. */
  invoke(functionArn: string, payload: Data): Promise<Data>;
  /** The JSON list in an object. */
  readList(bucket: string, key: string): Promise<readonly Data[]>;
  /** Told of every state that is entered, as Step Functions bills them. */
  onState?(name: string): void;
  /** Told of every retry, and of the seconds before it. */
  onRetry?(state: string, error: string, seconds: number): void;
}

/** Bytes of JSON that a state may be given or give: the quota of Step Functions, 256 KiB. */
export const payloadLimit = 262_144;

/** A second of a wait or of a backoff takes a millisecond, and no wait takes more than this. */
const longestRealWaitMs = 20;

export interface Execution {
  readonly name: string;
  readonly startedAt: string;
  readonly input: Data;
}

/** Fields of states that are understood below; anything else must not be passed over in silence. */
const understood: { readonly [type: string]: readonly string[] } = {
  Task: ['Resource', 'Parameters', 'ResultPath', 'OutputPath', 'Retry', 'Catch', 'Next', 'End'],
  Choice: ['Choices', 'Default'],
  Map: [
    'ItemProcessor',
    'ItemReader',
    'MaxConcurrency',
    'ToleratedFailurePercentage',
    'Label',
    'ResultPath',
    'Next',
    'End',
  ],
  Wait: ['SecondsPath', 'Seconds', 'TimestampPath', 'Next'],
  Succeed: [],
};

/**
 * Executes the part of Amazon States Language that the workflow uses, by its specification; throws at anything else. The
 * double's own interpreter fails at the second execution, and has no retries with jitter.
 *
 * Waits and backoffs pass in no time: each branch carries how much it has skipped, and all that is said of time (timestamps
 * to wait for, the time-out of the execution) counts it. Payloads and concurrency are limited as the service limits them.
 */
export async function execute(definition: Definition, execution: Execution, world: World): Promise<Data> {
  const context = { Execution: { Name: execution.name, StartTime: execution.startedAt, Input: execution.input } };
  return new Machine(context, world, definition.TimeoutSeconds).run(definition, execution.input);
}

class Machine {
  readonly #context: Data;
  readonly #world: World;
  readonly #timeoutSeconds: unknown;
  readonly #begun = Date.now();
  #skippedMs: number;

  constructor(context: Data, world: World, timeoutSeconds: unknown, skippedMs = 0) {
    this.#context = context;
    this.#world = world;
    this.#timeoutSeconds = timeoutSeconds;
    this.#skippedMs = skippedMs;
  }

  async run({ StartAt: start, States: states }: Definition, input: Data): Promise<Data> {
    let [name, data]: [string | undefined, Data] = [start, input];
    while (name !== undefined) {
      const state: State | undefined = states[name];
      if (state === undefined) throw new Error(`there is no state ${name}`);
      checkUnderstood(name, state);
      checkSize(name, data);
      this.#world.onState?.(name);
      [name, data] = await this.#step(name, state, data);
    }
    checkSize('the output', data);
    return data;
  }

  #now(): number {
    return Date.now() + this.#skippedMs;
  }

  /** Lets time pass. @throws States.Timeout, which nothing catches, once the execution has had its time. */
  async #pass(seconds: number): Promise<void> {
    this.#skippedMs += 1000 * seconds;
    await new Promise((settle) => setTimeout(settle, Math.min(seconds, longestRealWaitMs)));
    this.#checkTime();
  }

  #checkTime(): void {
    if (this.#timeoutSeconds !== undefined && this.#now() - this.#begun > 1000 * Number(this.#timeoutSeconds))
      throw new TimedOut();
  }

  #secondsToWait(state: State, input: Data): number {
    if (state.Seconds !== undefined) return Number(state.Seconds);
    if (state.SecondsPath !== undefined) return Number(this.#at(String(state.SecondsPath), input));
    const until = Date.parse(String(this.#at(String(state.TimestampPath), input)));
    if (Number.isNaN(until)) throw named('States.Runtime', 'expected a timestamp to wait for');
    return Math.max(0, (until - this.#now()) / 1000);
  }

  /** The next state, if there is one, and what is passed on. */
  async #step(name: string, state: State, input: Data): Promise<[string | undefined, Data]> {
    if (state.Type === 'Succeed') return [undefined, input];
    if (state.Type === 'Choice') return [this.#choose(name, state, input), input];
    const next = state.End === true ? undefined : String(state.Next);
    if (state.Type === 'Wait') {
      await this.#pass(this.#secondsToWait(state, input));
      return [next, input];
    }
    try {
      const result = state.Type === 'Map' ? await this.#map(state, input) : await this.#task(name, state, input);
      this.#checkTime();
      checkSize(`the result of ${name}`, result);
      const output = state.ResultPath === null ? input : result;
      return [next, state.OutputPath === null ? {} : output];
    } catch (error) {
      const caught = rulesOf(state.Catch).find((rule) => matches(rule, error));
      if (caught === undefined) throw error;
      if (caught.ResultPath !== null) throw new Error('only a Catch that keeps its input is understood');
      return [String(caught.Next), input];
    }
  }

  async #task(name: string, state: State, input: Data): Promise<Data> {
    const payload = state.Parameters === undefined ? input : this.#fill(state.Parameters, input);
    checkSize(`the payload of ${name}`, payload);
    const used = new Map<Rule, number>();
    for (;;) {
      try {
        return await this.#world.invoke(String(state.Resource), payload);
      } catch (error) {
        const rule = rulesOf(state.Retry).find((one) => matches(one, error));
        const tries = rule === undefined ? 0 : (used.get(rule) ?? 0) + 1;
        if (rule === undefined || tries > Number(rule.MaxAttempts ?? 3)) throw error;
        used.set(rule, tries);
        const seconds = backoffSeconds(rule, tries);
        this.#world.onRetry?.(name, (error as Error).name, seconds);
        await this.#pass(seconds);
      }
    }
  }

  /** Every child is an execution of its own; those that fail are tolerated up to the percentage. */
  async #map(state: State, input: Data): Promise<Data> {
    const reader = state.ItemReader as { Resource: string; Parameters: Data };
    if (!reader.Resource.endsWith(':states:::s3:getObject')) throw new Error(`cannot read items by ${reader.Resource}`);
    const { Bucket: bucket, Key: key } = this.#fill(reader.Parameters, input) as { Bucket: string; Key: string };
    const items = await this.#world.readList(bucket, key);
    const processor = state.ItemProcessor as Definition;
    const machines = items.map(() => new Machine(this.#context, this.#world, this.#timeoutSeconds, this.#skippedMs));
    const children = await settledInTurn(items, Number(state.MaxConcurrency ?? 10_000), (item, index) =>
      (machines[index] as Machine).run(processor, item),
    );
    this.#skippedMs = Math.max(this.#skippedMs, ...machines.map((machine) => machine.#skippedMs));
    const failed = children.filter((child) => child.status === 'rejected');
    if ((100 * failed.length) / items.length > Number(state.ToleratedFailurePercentage ?? 0)) throw failed[0]?.reason;
    return children.map((child) => (child.status === 'fulfilled' ? child.value : undefined));
  }

  #choose(name: string, state: State, input: Data): string {
    for (const { Variable: variable, Next: next, ...test } of state.Choices as Record<string, unknown>[]) {
      const given = this.#at(String(variable), input);
      const value = Number(given);
      if (test.IsPresent !== undefined) {
        if (test.IsPresent === (given !== undefined)) return String(next);
        continue;
      }
      const [[operator, operand] = ['', undefined], ...more] = Object.entries(test);
      if (more.length > 0) throw new Error(`${name}: only one comparison is understood`);
      if (operator === 'NumericGreaterThan' && value > Number(operand)) return String(next);
      if (operator === 'NumericGreaterThanEqualsPath' && value >= Number(this.#at(String(operand), input)))
        return String(next);
      if (operator === 'StringEquals' && given === operand) return String(next);
      if (!comparisons.includes(operator)) throw new Error(`${name}: ${operator}?`);
    }
    if (state.Default === undefined) throw new Error(`${name}: no choice matched`);
    return String(state.Default);
  }

  /** Keys that end in `.$` are paths, into the input or, with `$$`, into the context. */
  #fill(template: Data, input: Data): Data {
    if (template === null || typeof template !== 'object') return template;
    return Object.fromEntries(
      Object.entries(template).map(([key, value]) =>
        key.endsWith('.$') ? [key.slice(0, -2), this.#at(String(value), input)] : [key, this.#fill(value, input)],
      ),
    );
  }

  #at(path: string, input: Data): Data {
    const [root, ...steps] = path.split('.');
    if ((root !== '$' && root !== '$$') || /[^\w.$]/.test(path)) throw new Error(`cannot follow the path ${path}`);
    return steps.reduce<Data>((at, step) => (at as Record<string, Data>)[step], root === '$' ? input : this.#context);
  }
}

const comparisons = ['NumericGreaterThan', 'NumericGreaterThanEqualsPath', 'StringEquals'];

class TimedOut extends Error {
  override readonly name = 'States.Timeout';
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function checkSize(what: string, data: Data): void {
  const bytes = Buffer.byteLength(JSON.stringify(data ?? null));
  if (bytes > payloadLimit) throw named('States.DataLimitExceeded', `${what} has ${bytes} bytes`);
}

/** Seconds before a retry, by `IntervalSeconds`, `BackoffRate`, `MaxDelaySeconds` and `JitterStrategy`. */
function backoffSeconds(rule: Rule, attempt: number): number {
  const {
    IntervalSeconds: interval = 1,
    BackoffRate: rate = 2,
    MaxDelaySeconds: most = Number.POSITIVE_INFINITY,
  } = rule;
  const delay = Math.min(Number(most), Number(interval) * Number(rate) ** (attempt - 1));
  return rule.JitterStrategy === 'FULL' ? Math.random() * delay : delay;
}

/** Like `Promise.allSettled`, with so many at once, begun in order. */
async function settledInTurn<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<Data>,
): Promise<PromiseSettledResult<Data>[]> {
  const settled: PromiseSettledResult<Data>[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) {
      const [one] = await Promise.allSettled([work(item, index)]);
      settled[index] = one as PromiseSettledResult<Data>;
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return settled;
}

type Rule = { readonly ErrorEquals: readonly string[] } & Record<string, unknown>;

function rulesOf(rules: unknown): readonly Rule[] {
  return (rules ?? []) as readonly Rule[];
}

function matches({ ErrorEquals: names }: Rule, error: unknown): boolean {
  const { name } = error as Error;
  if (['States.Timeout', 'States.DataLimitExceeded', 'States.Runtime'].includes(name)) return false; // terminal
  return names.includes('States.ALL') || names.includes(name);
}

function checkUnderstood(name: string, state: State): void {
  const fields = understood[state.Type];
  const unknown = Object.keys(state).filter((field) => field !== 'Type' && !fields?.includes(field));
  if (fields === undefined || unknown.length > 0)
    throw new Error(`${name}: a ${state.Type} with ${unknown.join(', ') || 'anything'} is not understood`);
}
