import { isReason, readFinishReason } from '../shared/finish-reasons.ts';
import { HalfAnswer, InBandFailure } from '../shared/in-band-failure.ts';
import { isRecord, overlay, overlayUsage } from '../shared/reading.ts';
import { readContent } from './content-text.ts';
import { argumentText, type JoinedCall, ToolCallJoiner } from './join-tool-calls.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Adds the chunks of a stream up to the response that would have come without `stream`: the first choice, usage from
 * wherever it stands, and of every other field the last value that says something. Fields of the choice that we do not
 * know grow where they are lists, and those of its message where they are text, as the answer does.
 *
 * @throws {InBandFailure} if a choice is an error, or its finish reason says that the server broke off.
 * @throws {HalfAnswer} if nothing says that the answer ended.
 */
export function assembleChat(chunks: Iterable<unknown>): unknown {
  const fields: Record<string, unknown> = {};
  const message = new MessageBuilder();
  let usage: unknown;
  for (const chunk of chunks) {
    if (!isRecord(chunk)) throw new HalfAnswer('a chunk of the stream is no object');
    const { choices, usage: counted, ...rest } = chunk;
    overlay(fields, rest);
    usage = overlayUsage(usage, counted);
    usage = overlayUsage(usage, asRecord(chunk.x_groq).usage);
    for (const choice of Array.isArray(choices) ? choices : []) {
      if (!isRecord(choice) || (typeof choice.index === 'number' && choice.index !== 0)) continue;
      const { usage: ofChoice, ...said } = choice; // Moonshot counts in there
      usage = overlayUsage(usage, ofChoice);
      message.add(said);
    }
  }
  const choices = message.isEmpty ? [] : [message.choice()];
  return { ...fields, ...(usage === undefined ? {} : { usage }), choices };
}

class MessageBuilder {
  readonly #calls = new ToolCallJoiner();
  readonly #logprobs: Record<string, unknown> = {};
  readonly #ofChoice: Record<string, unknown> = {};
  readonly #ofMessage: Record<string, unknown> = {};
  #finishReason: string | undefined;
  #legacyCall: JoinedCall['function'] | undefined;
  #content = '';
  #refusal = '';
  #isEmpty = true;

  /** Whether no chunk held a choice, as where a filter stopped the prompt. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  add(choice: Fields): void {
    this.#isEmpty = false;
    const { index: _first, delta, message, text, finish_reason, logprobs, ...ofChoice } = choice;
    if (isRecord(choice.error)) throw new InBandFailure(choice);
    // Servers that cannot stream send the whole message as one chunk; before there were chats, text stood in its place.
    const whole = this.#content === '' && delta === undefined ? asRecord(message) : {};
    const bare: Fields = delta === undefined && !isRecord(message) && typeof text === 'string' ? { content: text } : {};
    const {
      role: _assistant,
      content,
      refusal,
      tool_calls,
      function_call,
      ...ofMessage
    } = { ...whole, ...bare, ...asRecord(delta) };
    const said = readContent(content);
    grow(this.#ofChoice, ofChoice, Array.isArray);
    grow(this.#ofMessage, ofMessage, isText);
    grow(this.#logprobs, asRecord(logprobs), Array.isArray);
    this.#content += said.text;
    this.#refusal += typeof refusal === 'string' ? refusal : said.refusal;
    if (isReason(finish_reason)) this.#finishReason = finish_reason;
    this.#calls.add(tool_calls);
    if (isRecord(function_call)) this.#callAsBefore(function_call);
  }

  choice(): unknown {
    return {
      ...this.#ofChoice,
      index: 0,
      message: {
        ...this.#ofMessage,
        ...(this.#legacyCall === undefined ? {} : { function_call: this.#legacyCall }),
        content: this.#content,
        refusal: this.#refusal === '' ? null : this.#refusal,
        tool_calls: this.#calls.calls,
      },
      finish_reason: readFinishReason(this.#finishReason, true),
      logprobs: Object.keys(this.#logprobs).length === 0 ? null : this.#logprobs,
    };
  }

  /** `function_call`, which there was before there were `tool_calls`. */
  #callAsBefore({ name, arguments: args }: Fields): void {
    this.#legacyCall ??= { name: '', arguments: '' };
    if (typeof name === 'string' && name !== this.#legacyCall.name) this.#legacyCall.name += name;
    this.#legacyCall.arguments += argumentText(args);
  }
}

const isText = (value: unknown) => typeof value === 'string';

/** Lays fields over those before; values that grow are put behind one another, of the others the last one stays. */
function grow(fields: Record<string, unknown>, more: object, grows: (value: unknown) => boolean): void {
  for (const [key, value] of Object.entries(more)) {
    const before = fields[key];
    if (value == null) continue;
    if (before !== undefined && Array.isArray(before) && Array.isArray(value))
      for (const item of value) before.push(item);
    else if (before !== undefined && grows(before) && grows(value)) fields[key] = `${before}${value}`;
    else fields[key] = Array.isArray(value) ? [...value] : value;
  }
}

function asRecord(value: unknown): Fields {
  return isRecord(value) ? value : {};
}
