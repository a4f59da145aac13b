import { isJsonObject, type Json } from '../../domain/json.ts';
import type { ToolChoice } from '../conversation.ts';
import { textOrNone } from './json-text.ts';

/** Reads which tool had to be called, as any API spells it; undefined where that is none of the usual spellings. */
export function readToolChoice(choice: Json | undefined): ToolChoice | undefined {
  const given = isJsonObject(choice) ? choice.type : choice;
  if (given === 'auto' || given === 'none' || given === 'any') return { mode: given };
  if (given === 'required') return { mode: 'any' };
  if (!isJsonObject(choice)) return undefined;
  const inner = [choice.function, choice.tool].find(isJsonObject) ?? choice;
  const name = textOrNone(inner.name ?? inner.toolName);
  if (name !== undefined) return { mode: 'tool', name };
  if (isJsonObject(choice.auto)) return { mode: 'auto' };
  return isJsonObject(choice.any) ? { mode: 'any' } : undefined;
}
