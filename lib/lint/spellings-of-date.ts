/** Languages that prompts are written in; the names of their months and days come with the platform. */
const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl'];

const monthNames = namesOf('month', (i) => Date.UTC(2024, i, 15), 12);
const weekdayNames = namesOf('weekday', (i) => Date.UTC(2024, 0, 1 + i), 7);

const ordinal = String.raw`(?:st|nd|rd|th|\.|er|º)?`;

/** Names of each month or weekday, long and short, in every language. */
function namesOf(part: 'month' | 'weekday', at: (index: number) => number, count: number): readonly string[][] {
  const formats = languages.flatMap((language) =>
    (['long', 'short'] as const).map((form) => new Intl.DateTimeFormat(language, { [part]: form, timeZone: 'UTC' })),
  );
  return Array.from({ length: count }, (_, i) =>
    formats.map((format) => format.format(at(i)).toLowerCase().replace(/\.$/, '')),
  );
}

/** Finds texts that hold a day, by its date in UTC, in one of the ways in which templates write it. */
export function dayFinder(day: Date): (text: string) => boolean {
  const pattern = new RegExp(alone(formsOf(day)), 'iu');
  return (text) => pattern.test(text);
}

function formsOf(day: Date): string {
  const [year, month, date] = [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()];
  const [y, m, d] = [String(year), `0?${month}`, `0?${date}`];
  const short = `(?:${year}|${String(year % 100).padStart(2, '0')})`;
  const name = anyOf(monthNames[month - 1] as readonly string[]);
  return numericForms({ y, m, d, short }).concat(wordForms({ y, d, name })).join('|');
}

/** Order of day and month is not known where both are digits. */
function numericForms({ y, m, d, short }: { y: string; m: string; d: string; short: string }): string[] {
  return [
    ...['-', '/', '[.] ?'].map((mark) => y + mark + m + mark + d),
    `${d}/${m}/${short}`,
    `${m}/${d}/${short}`,
    String.raw`${d}\. ?${m}\. ?${short}`,
    `${d}-${m}-${y}`,
    `${y}[年년] ?${m}[月월] ?${d}[日일]`,
  ];
}

function wordForms({ y, d, name }: { y: string; d: string; name: string }): string[] {
  return [
    String.raw`${name}\.? ${d}${ordinal},? ${y}`,
    String.raw`${d}${ordinal} (?:of |de )?${name}\.?,?(?: de)? ${y}`,
  ];
}

/** Digits beside it would make it another one: `2 May 2026` does not stand in `22 May 2026`. */
function alone(forms: string): string {
  return String.raw`(?<!\d|\d[./-])(?:${forms})(?!\d)`;
}

/** Longer names first, so that `may` does not hide `mayo`. */
function anyOf(names: readonly string[]): string {
  return `(?:${[...new Set(names)].sort((a, b) => b.length - a.length).join('|')})`;
}

const monthName = anyOf(monthNames.flat());
const weekday = anyOf(weekdayNames.flat());
const anyDay = alone(
  [
    ...numericForms({
      y: String.raw`\d{4}`,
      m: String.raw`\d{1,2}`,
      d: String.raw`\d{1,2}`,
      short: String.raw`(?:\d{4}|\d{2})`,
    }),
    ...wordForms({ y: String.raw`\d{4}`, d: String.raw`\d{1,2}`, name: monthName }),
  ].join('|'),
);

/** Words that say that the date which follows is the day on which the prompt was written. */
const nowWords = anyOf([
  `today['’]?s?(?:[ _-]date)?`,
  `(?:current|present|system)[ _-]?(?:date|day|time|datetime|timestamp)(?:(?:[ _-]and[ _-]|[ /&])time)?`,
  ...['date today', 'date_today', 'now', 'as of', 'heute', 'aktuelles datum', "aujourd['’]hui", 'hoy', 'oggi', 'hoje'],
  ...['vandaag', 'dzisiaj', 'dziś', '今日', '本日', '今天', '现在', '오늘'],
]);
/** What may stand between the two: nothing that would give the date another meaning, such as a noun. */
const between = String.raw`(?:[\s:=,;<>/"'*_\x60()\[\]–—-]|\b(?:is|it|it's|the|der|den|le|el|il|em|de|on|ist|est|es|è|é)\b|(?:utc|gmt)|[は은는是]|\d{1,2}:\d{2}(?::\d{2})?|${weekday}\.?){0,12}?`;

const saysToday = new RegExp(String.raw`(?<![\p{L}\d])${nowWords}(?![\p{Script=Latin}\d])${between}${anyDay}`, 'iu');

/** Whether a text says which day it is, whichever that is: `Today is 3 May 2025`, `<current_date>2025-05-03`. */
export function namesItsDay(text: string): boolean {
  return saysToday.test(text);
}
