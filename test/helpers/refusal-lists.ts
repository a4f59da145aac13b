import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const languages = {
  en: 'English',
  de: 'German',
  fr: 'French',
  es: 'Spanish',
  pt: 'Portuguese',
  zh: 'Chinese',
  ja: 'Japanese',
  ru: 'Russian',
} as const;
export type LanguageCode = keyof typeof languages;

/** Openings of answers, written for this project and sorted by hand. */
export interface RefusalLists {
  readonly refusals: readonly string[];
  /** A business says no to its customer. */
  readonly denials: readonly string[];
  /** Whatever else, much of it sorry about something. */
  readonly answers: readonly string[];
}

/** `development` was looked at while the words were chosen; `held-out` was written before that, and only counted. */
export function readRefusalLists(language: LanguageCode, half: 'development' | 'held-out'): RefusalLists {
  const text = readFileSync(join(import.meta.dirname, `../fixtures/refusals/${language}.${half}.txt`), 'utf8');
  const list = (name: string) => {
    const lines = (text.split(`# ${name}\n`)[1] ?? '').split(/^# /m)[0] ?? '';
    return lines.split('\n').filter((line) => line.trim() !== '');
  };
  return { refusals: list('refusals'), denials: list('denials'), answers: list('answers') };
}
