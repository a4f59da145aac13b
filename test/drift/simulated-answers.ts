import type { Random } from '../../lib/domain/random.ts';

/** What a small assistant says about each of many goods, in other words each time: as a model does at temperature 0.8. */
export function supportAnswer(golden: number, random: Random): string {
  const pick = (...items: readonly string[]) => items[Math.floor(random() * items.length)] as string;
  const good = goods[golden % goods.length] as string;
  const days = 10 + (golden % 9) * 5;
  return [
    pick('You can', 'It is possible to', 'Customers may', 'Yes, you may'),
    pick('return', 'send back', 'exchange', 'bring back'),
    pick('the', 'your', 'an unused'),
    good,
    pick('within', 'for up to', 'during'),
    `${days} days`,
    pick('of delivery.', 'after it arrived.', 'of the purchase.'),
    pick('Please keep', 'Do not throw away', 'We will ask you for'),
    pick('the receipt', 'the original box', 'the order number'),
    pick('so that we can help quickly.', 'until the refund has arrived.', 'because the warehouse needs it.'),
    pick('Refunds take about a week.', 'The money comes back to your card.', 'Shipping is free of charge.'),
  ].join(' ');
}

const goods = [
  'toaster',
  'garden hose',
  'phone case',
  'winter coat',
  'desk lamp',
  'bicycle pump',
  'kettle',
  'backpack',
];

/** The same in German. */
export function germanAnswer(golden: number, random: Random): string {
  const pick = (...items: readonly string[]) => items[Math.floor(random() * items.length)] as string;
  const good = ['Toaster', 'Schlauch', 'Mantel', 'Koffer'][golden % 4] as string;
  return [
    pick('Sie können den', 'Gerne dürfen Sie den', 'Es ist möglich, den'),
    good,
    pick('innerhalb von', 'binnen'),
    `${10 + (golden % 9) * 5} Tagen`,
    pick('zurückzugeben.', 'zurückzuschicken.', 'umzutauschen.'),
    pick('Bitte heben Sie den Beleg auf.', 'Werfen Sie die Schachtel nicht weg.'),
    pick('Die Erstattung dauert etwa eine Woche.', 'Das Geld kommt auf Ihre Karte zurück.'),
  ].join(' ');
}

export function rot13(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => {
    const first = letter < 'a' ? 65 : 97;
    return String.fromCharCode(first + ((letter.charCodeAt(0) - first + 13) % 26));
  });
}

/** Ways in which all answers may change; each keeps what is said about which good. */
export const changedAnswers: Readonly<Record<string, (golden: number, random: Random) => string>> = {
  'their ROT13': (golden, random) => rot13(supportAnswer(golden, random)),
  'another language': germanAnswer,
  'another style': (golden, random) =>
    `${random() < 0.5 ? 'Great question! ' : "Sure, I'd be happy to help! "}${supportAnswer(golden, random)} Let me know if there is anything else!`,
  'shorter answers': (golden, random) => `${supportAnswer(golden, random).split('. ')[0]}.`,
  'a list instead of sentences': (golden, random) => `- ${supportAnswer(golden, random).split('. ').join('\n- ')}`,
  'JSON around it': (golden, random) => JSON.stringify({ answer: supportAnswer(golden, random) }),
  'a code fence around it': (golden, random) => `\`\`\`\n${supportAnswer(golden, random)}\n\`\`\``,
  'no capitals': (golden, random) => supportAnswer(golden, random).toLowerCase(),
  'other words for the same': (golden, random) =>
    supportAnswer(golden, random)
      .replace(/\b(return|send back|exchange|bring back)\b/, 'hand in')
      .replaceAll(' the ', ' that '),
};
