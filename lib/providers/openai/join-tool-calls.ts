import { isRecord } from '../shared/reading.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A tool call as it is put together; arguments are the text that came, whatever it is. */
export interface JoinedCall {
  id?: string;
  type?: string;
  readonly function: { name: string; arguments: string };
}

interface Part {
  readonly index: number | undefined;
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly name: string;
  readonly args: string;
}

/**
 * Joins the parts of tool calls by what identifies them. By the protocol that is the index. Some servers give every call
 * of an answer the same index, or null: then another id begins another call, and so does a name after arguments that are
 * whole. Servers that repeat name and id with every part, or give the arguments as an object at once, are read as well.
 */
export class ToolCallJoiner {
  readonly #calls: { readonly index: number | undefined; readonly call: JoinedCall }[] = [];

  /** @param parts `tool_calls` of a delta, or of a message; what is no object or list of objects is left alone. */
  add(parts: unknown): void {
    for (const part of callParts(parts)) this.#addPart(partOf(part));
  }

  /** The calls in the order of their indices, or else in the order in which they began. */
  get calls(): JoinedCall[] {
    const byIndex = [...this.#calls].sort((a, b) => (a.index ?? 0) - (b.index ?? 0)); // stable
    return byIndex.map(({ call }) => call);
  }

  #addPart(part: Part): void {
    const call = this.#callOf(part);
    if (part.id !== undefined) call.id = part.id;
    if (part.type !== undefined) call.type = part.type;
    const { function: called } = call;
    if (startsAnother(call, part)) return; // the same whole call once more
    if (part.name !== called.name) called.name += part.name; // a name in pieces, or the same one again
    called.arguments += part.args;
  }

  #callOf(part: Part): JoinedCall {
    const here = this.#calls.filter(({ index }) => part.index === undefined || index === part.index);
    const same = part.id === undefined ? undefined : here.findLast(({ call }) => call.id === part.id)?.call;
    if (same !== undefined && (!startsAnother(same, part) || isRepeated(same, part))) return same;
    const last = here.at(-1)?.call;
    const mayGoOn = part.id === undefined || last?.id === undefined || part.name === '';
    if (last !== undefined && mayGoOn && !startsAnother(last, part)) return last;
    const call: JoinedCall = { function: { name: '', arguments: '' } };
    this.#calls.push({ index: part.index, call });
    return call;
  }
}

/** A name together with arguments, or another name, where a name and whole arguments are there already. */
function startsAnother({ function: called }: JoinedCall, { name, args }: Part): boolean {
  if (name === '' || called.name === '' || (args === '' && name === called.name)) return false;
  return isWhole(called.arguments);
}

function isRepeated({ function: called }: JoinedCall, { name, args }: Part): boolean {
  return called.name === name && called.arguments === args;
}

function isWhole(args: string): boolean {
  if (!args.trimEnd().endsWith('}')) return false;
  try {
    JSON.parse(args);
    return true;
  } catch {
    return false;
  }
}

function partOf(part: Fields): Part {
  const { index, id, type } = part;
  const { name, arguments: args } = calledIn(part);
  return {
    index: typeof index === 'number' ? index : undefined,
    id: typeof id === 'string' && id !== '' ? id : undefined,
    type: typeof type === 'string' && type !== '' ? type : undefined,
    name: typeof name === 'string' ? name : '',
    args: argumentText(args),
  };
}

/** The objects of `tool_calls`: a list of them, or one that stands alone. */
export function callParts(parts: unknown): Fields[] {
  return (Array.isArray(parts) ? parts : [parts]).filter(isRecord);
}

/** What is called: a function, a custom tool, or what stands in the call itself where a server has no frame around it. */
export function calledIn(call: Fields): { readonly name: unknown; readonly arguments: unknown } {
  const called = [call.function, call.custom].find(isRecord) ?? call;
  return { name: called.name, arguments: called.arguments ?? called.input };
}

/** Arguments are a string of JSON by the protocol; some servers send the object itself. */
export function argumentText(value: unknown): string {
  return typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value);
}
