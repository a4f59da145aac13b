import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { expected, type Imported, wrong } from '../imported.ts';
import { parsedText, textOrNone } from './chat-messages.ts';

/** A prompt as it was written: one text, or the messages of a chat. */
export interface Prompt {
  readonly text?: string;
  readonly chat?: readonly Json[];
  readonly label?: string;
  readonly path: string;
}

/** Reads the `prompts` of a promptfoo configuration, and the files that they name. */
export function promptsOf(
  value: Json | undefined,
  readText: ((path: string) => string | undefined) | undefined,
): { readonly found: readonly Prompt[]; readonly results: readonly Imported[] } {
  const list = Array.isArray(value) ? (value as readonly Json[]) : value === undefined ? [] : [value];
  const found: Prompt[] = [];
  const results: Imported[] = [];
  for (const [i, item] of list.entries()) {
    const path = `prompts[${i}]`;
    const label = isJsonObject(item) ? textOrNone(item.label ?? item.id) : undefined;
    const raw = isJsonObject(item) ? (item.raw ?? item.id) : item;
    const named = label === undefined ? { path } : { path, label };
    if (typeof raw !== 'string' || raw === '') results.push(...wrong(path, expected('a prompt', item)));
    else if (!raw.startsWith('file://')) found.push({ ...promptOf(raw), ...named });
    else {
      const texts = fromFile(raw.slice('file://'.length), readText);
      if ('wrong' in texts) results.push(...wrong(path, texts.wrong));
      else found.push(...texts.texts.map((text) => ({ ...promptOf(text), ...named })));
    }
  }
  if (list.length === 0) results.push(...wrong('prompts', expected('a list of prompts', value)));
  return { found, results };
}

/** A list of messages is a chat; everything else is what the user says. */
function promptOf(text: string): Pick<Prompt, 'text' | 'chat'> {
  const chat = parsedText(text);
  return Array.isArray(chat) && chat.length > 0 && (chat as readonly Json[]).every(isMessage) ? { chat } : { text };
}

function isMessage(value: Json): value is JsonObject {
  return isJsonObject(value) && typeof value.role === 'string';
}

const readable = /\.(txt|md|json)$/;

function fromFile(
  file: string,
  readText: ((path: string) => string | undefined) | undefined,
): { readonly texts: readonly string[] } | { readonly wrong: string } {
  if (!readable.test(file))
    return { wrong: 'expected a .txt, .md or .json file, got another, which only promptfoo can run' };
  const text = readText?.(file);
  if (text === undefined) return { wrong: 'expected a file that is there, got none' };
  const texts = file.endsWith('.txt') ? text.split(/^---\s*$/m) : [text]; // promptfoo keeps several prompts in one file
  return { texts: texts.map((one) => one.trim()).filter((one) => one !== '') };
}
