const months = [
  ...['january', 'february', 'march', 'april', 'may', 'june'],
  ...['july', 'august', 'september', 'october', 'november', 'december'],
];

/** The ways in which templates write a day, in lower case; UTC. */
export function spellingsOfDate(day: Date): string[] {
  const [year, month, date] = [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()];
  const [mm, dd] = [String(month).padStart(2, '0'), String(date).padStart(2, '0')];
  const name = months[month - 1] as string;
  const short = name.slice(0, 3);
  return [
    `${year}-${mm}-${dd}`,
    `${year}/${mm}/${dd}`,
    `${mm}/${dd}/${year}`,
    `${dd}/${mm}/${year}`,
    `${dd}.${mm}.${year}`,
    ...[name, short].flatMap((word) => [
      `${word} ${date}, ${year}`,
      `${word} ${dd}, ${year}`,
      `${date} ${word} ${year}`,
      `${dd} ${word} ${year}`,
    ]),
  ];
}

const monthNames = months.map((name) => `${name}|${name.slice(0, 3)}`).join('|');

const dateForms = [
  String.raw`\d{4}[-/]\d{2}[-/]\d{2}`,
  String.raw`\d{1,2}[./]\d{1,2}[./]\d{2,4}`,
  String.raw`(?:${monthNames})\.? \d{1,2},? \d{4}`,
  String.raw`\d{1,2}\.? (?:${monthNames})\.? \d{4}`,
].join('|');

const saysToday = new RegExp(
  String.raw`\b(?:today(?:'s date)?|(?:current|present|system) (?:date|time|date and time|datetime)|now|as of)\b[^\n]{0,30}?\b(?:${dateForms})(?!\d)`,
  'i',
);

/** Whether a text says which day it is, whichever that is: `Today is 3 May 2025`, `Current date: 2025-05-03`. */
export function namesItsDay(text: string): boolean {
  return saysToday.test(text);
}
