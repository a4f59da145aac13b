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
