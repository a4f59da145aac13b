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
  /** Told of every retry, in place of the wait before it. */
  onRetry?(state: string, error: string): void;
}

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
  Succeed: [],
};

/**
 * Executes the part of Amazon States Language that the workflow uses, by its specification; throws at anything else. The
 * double's own interpreter fails at the second execution, and has no retries with jitter.
 */
export async function execute(definition: Definition, execution: Execution, world: World): Promise<Data> {
  const context = { Execution: { Name: execution.name, StartTime: execution.startedAt, Input: execution.input } };
  return new Machine(context, world).run(definition, execution.input);
}

class Machine {
  readonly #context: Data;
  readonly #world: World;

  constructor(context: Data, world: World) {
    this.#context = context;
    this.#world = world;
  }

  async run({ StartAt: start, States: states }: Definition, input: Data): Promise<Data> {
    let [name, data]: [string | undefined, Data] = [start, input];
    while (name !== undefined) {
      const state: State | undefined = states[name];
      if (state === undefined) throw new Error(`there is no state ${name}`);
      checkUnderstood(name, state);
      [name, data] = await this.#step(name, state, data);
    }
    return data;
  }

  /** The next state, if there is one, and what is passed on. */
  async #step(name: string, state: State, input: Data): Promise<[string | undefined, Data]> {
    if (state.Type === 'Succeed') return [undefined, input];
    if (state.Type === 'Choice') return [this.#choose(name, state, input), input];
    const next = state.End === true ? undefined : String(state.Next);
    try {
      const result = state.Type === 'Map' ? await this.#map(state, input) : await this.#task(name, state, input);
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
    const used = new Map<Rule, number>();
    for (;;) {
      try {
        return await this.#world.invoke(String(state.Resource), payload);
      } catch (error) {
        const rule = rulesOf(state.Retry).find((one) => matches(one, error));
        const tries = rule === undefined ? 0 : (used.get(rule) ?? 0) + 1;
        if (rule === undefined || tries > Number(rule.MaxAttempts)) throw error;
        used.set(rule, tries);
        this.#world.onRetry?.(name, (error as Error).name);
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
    const children = await Promise.allSettled(items.map((item) => this.run(processor, item)));
    const failed = children.filter((child) => child.status === 'rejected');
    if ((100 * failed.length) / items.length > Number(state.ToleratedFailurePercentage ?? 0)) throw failed[0]?.reason;
    return children.map((child) => (child.status === 'fulfilled' ? child.value : undefined));
  }

  #choose(name: string, state: State, input: Data): string {
    for (const { Variable: variable, Next: next, ...test } of state.Choices as Record<string, unknown>[]) {
      const given = this.#at(String(variable), input);
      const value = Number(given);
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

type Rule = { readonly ErrorEquals: readonly string[] } & Record<string, unknown>;

function rulesOf(rules: unknown): readonly Rule[] {
  return (rules ?? []) as readonly Rule[];
}

function matches({ ErrorEquals: names }: Rule, error: unknown): boolean {
  return names.includes('States.ALL') || names.includes((error as Error).name);
}

function checkUnderstood(name: string, state: State): void {
  const fields = understood[state.Type];
  const unknown = Object.keys(state).filter((field) => field !== 'Type' && !fields?.includes(field));
  if (fields === undefined || unknown.length > 0)
    throw new Error(`${name}: a ${state.Type} with ${unknown.join(', ') || 'anything'} is not understood`);
}
