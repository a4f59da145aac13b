import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { type Imported, type ImportOptions, reportWrong, sayExpected } from '../imported.ts';
import { textOrNone } from './json-text.ts';

/** A prompt as it was written. */
export interface Prompt {
  readonly text: string;
  readonly label?: string;
  /** What providers and tests may call it. */
  readonly names: readonly string[];
  /** Settings that go with every request of the prompt. */
  readonly config: JsonObject;
  readonly path: string;
}

/** What was found, and what is wrong with the rest. */
export interface Found<T> {
  readonly found: readonly T[];
  readonly results: readonly Imported[];
}

/** Reads the `prompts` of a promptfoo configuration, and the files that they name, by `file://`, pattern or bare name. */
export function promptsOf(value: Json | undefined, options: ImportOptions): Found<Prompt> {
  const found: Prompt[] = [];
  const results: Imported[] = [];
  for (const { item, path } of listPrompts(value)) {
    const given = isJsonObject(item) ? item : {};
    const label = textOrNone(given.label ?? given.id);
    const raw = isJsonObject(item) ? (item.raw ?? item.id ?? item.label) : item;
    const own = {
      ...(label === undefined ? {} : { label }),
      config: isJsonObject(given.config) ? given.config : {},
      path,
    };
    if (typeof raw !== 'string' || raw === '') {
      results.push(...reportWrong(path, sayExpected('a prompt', item)));
      continue;
    }
    const texts = textsOf(raw, options);
    if ('wrong' in texts) results.push(...reportWrong(path, texts.wrong));
    else
      for (const { text, file } of texts.texts)
        found.push({
          ...own,
          text,
          names: [label, textOrNone(given.id), raw, file].filter((name) => name !== undefined),
        });
  }
  if (found.length === 0 && results.length === 0)
    results.push(...reportWrong('prompts', sayExpected('a list of prompts', value)));
  return { found, results };
}

/** A list, one prompt, or an object that gives files their labels. */
function listPrompts(value: Json | undefined): { item: Json; path: string }[] {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item, i) => ({ item, path: `prompts[${i}]` }));
  if (isJsonObject(value))
    return Object.entries(value).map(([id, label]) => ({ item: { id, label }, path: `prompts.${id}` }));
  return value === undefined ? [] : [{ item: value, path: 'prompts' }];
}

const readable = /\.(txt|md|json|jsonl|ya?ml|j2)$/;
const code = /\.(js|cjs|mjs|ts|py|sh|rb|go|csv|xlsx)(:\w+)?$/;

type Texts =
  | { readonly texts: readonly { readonly text: string; readonly file?: string }[] }
  | { readonly wrong: string };

function textsOf(raw: string, options: ImportOptions): Texts {
  const named = raw.startsWith('file://') ? raw.slice('file://'.length) : raw;
  const isNamed =
    named !== raw ||
    (!/[\n{]/.test(raw) && (readable.test(raw) || code.test(raw) || /\*/.test(raw)) && !/\s/.test(raw));
  if (!isNamed) return { texts: [{ text: raw }] };
  if (/[*?[\]{}]/.test(named)) {
    const files = (options.listFiles?.(named) ?? []).filter((file) => readable.test(file));
    if (files.length === 0) return { wrong: 'expected files that match the pattern, got none' };
    const all = files.map((file) => fromFile(file, options));
    const bad = all.find((texts) => 'wrong' in texts);
    return bad ?? { texts: all.flatMap((texts) => ('texts' in texts ? texts.texts : [])) };
  }
  return fromFile(named, options);
}

function fromFile(file: string, { readText }: ImportOptions): Texts {
  if (!readable.test(file))
    return { wrong: 'expected a .txt, .md, .json, .jsonl or .yaml file, got another, which only promptfoo can run' };
  const text = readText?.(file);
  if (text === undefined) return { wrong: 'expected a file that is there, got none' };
  const texts = file.endsWith('.jsonl') ? text.split('\n') : file.endsWith('.txt') ? text.split(/^---\s*$/m) : [text]; // several prompts in one file
  return { texts: texts.map((one) => ({ text: one.trim(), file })).filter((one) => one.text !== '') };
}
