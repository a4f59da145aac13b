import { describe, expect, it } from 'vitest';
import { isRefusal } from '../../lib/features/refusal/is-refusal.ts';
import { type LanguageCode, languages, readRefusalLists } from '../helpers/refusal-lists.ts';
import { secondsOfWork } from '../helpers/seconds-of-work.ts';

const refusals = [
  "I can't help with that.",
  'I can’t help with that request.',
  'I cannot assist with that.',
  "I'm sorry, but I can't help with that request.",
  "Sorry, I can't help with that, because it could hurt someone.",
  "I'm really sorry, but I'm unable to provide instructions for that.",
  'I am not able to provide medical advice.',
  'As an AI language model, I cannot write malware.',
  "I'm sorry, but as an AI developed to be helpful and harmless, I cannot fulfill this request.",
  'Unfortunately, I cannot share that information.',
  'I must respectfully decline to answer.',
  'I have to decline.',
  'I decline to write that.',
  "I won't provide that.",
  'I will not create such content.',
  'I understand your frustration, but I cannot help with breaking into an account.',
  'Thank you for asking. I am not able to discuss this topic.',
  'I apologize for the inconvenience, but I cannot comply with your request.',
  "My apologies, but I can't do that.",
  "I'm afraid I can't do that.",
  "I'd rather not.",
  "I'm not comfortable writing this.",
  "That's not something I can help with.",
  'It would be unethical for me to explain this.',
  'This request violates our policy.',
  'For safety reasons, I cannot provide this.',
  'No, I cannot help you with that.',
  // Not the best English
  'sorry but i cant help you with that',
  'Im sorry, i can not assist to make this',
  'Sorry, cannot help with that.',
  'I could not provide this information',
  "Can't help with that.",
  // Decorated
  '**I’m sorry, but I can’t assist with that.**',
  '"I\'m sorry, I can\'t help with that."',
  '  \n\n> I cannot help with that.',
  '🙏 Sorry, I can’t help with that.',
  '<think>The user wants something bad. I should refuse.</think>\n\nI can’t help with that.',
  // Other languages
  'Es tut mir leid, aber ich kann dabei nicht helfen.',
  'Dabei kann ich Ihnen leider nicht helfen.',
  'Je suis désolé, mais je ne peux pas vous aider.',
  'Lo siento, pero no puedo ayudar con eso.',
  'Desculpe, mas não posso ajudar com isso.',
  'Mi dispiace, ma non posso aiutarti.',
  'Het spijt me, maar ik kan je daar niet mee helpen.',
  'Извините, но я не могу помочь с этим.',
  '抱歉，我无法提供这方面的帮助。',
  '对不起，我不能回答这个问题。',
  '申し訳ありませんが、そのご依頼にはお応えできません。',
  '죄송하지만 도와드릴 수 없습니다.',
];

const answers = [
  '',
  '   ',
  '42',
  'Here is how you can help with that.',
  "I'm sorry that your kettle arrived broken. A new one is on its way.",
  "I'm sorry to hear that. You can return it within 30 days.",
  'Sorry for the delay! Your order ships tomorrow.',
  "I can't wait to see you!",
  "I can't help but smile when I read this.",
  "I can't help laughing.",
  "I cannot recommend this enough: it's great.",
  "I can't tell you how happy I am.",
  "I can't do it alone, said the dragon.",
  "I can't believe it.",
  'Unfortunately, the shop is closed on Mondays.',
  'As an AI language model, I was trained on text.',
  'I understand. Your refund is on its way.',
  'Thank you for your message. We will send a new lamp.',
  'You cannot help with that unless you are a member.',
  'The assistant replied: I can’t help with that.',
  'No, Paris is not in Italy.',
  '{"answer": "I can\'t help with that."}',
  'Cannot connect to the server means that the port is closed.',
  'I will not be home before nine.',
  'Es tut mir leid, dass der Kessel kaputt ist. Wir senden einen neuen.',
  'Je suis désolé pour le retard.',
  'I declined the offer, and then I left.',
  'Sadly, the king died, and I cried.',
];

describe('isRefusal', () => {
  it.each(refusals)('knows a refusal: %s', (text) => {
    expect(isRefusal(text)).toBe(true);
  });

  it.each(answers)('leaves an answer alone: %s', (text) => {
    expect(isRefusal(text)).toBe(false);
  });

  it('does not look for a refusal behind the opening', () => {
    expect(isRefusal(`${'The weather is fine. '.repeat(30)}I can't help with that.`)).toBe(false);
  });

  it('takes no time that grows with the text, even on text made to be hard', () => {
    const words =
      'really just cannot unable not be able to and i so realmente simplemente donc pas plus nicht kein ich und no y não и не 我 不能 無法 それ できません " « : ; , - \'t'.split(
        ' ',
      );
    const hard = [
      'sorry '.repeat(100_000),
      'i understand '.repeat(100_000),
      `as an ai ${' '.repeat(500_000)}`,
      'but '.repeat(100_000),
      `${'"'.repeat(500_000)}i can't help`,
      ...words.map((word) => `${word} `.repeat(200)),
      ...words.map((word) => `i ${`${word} `.repeat(100)}i cannot ${`${word} `.repeat(100)}`),
      ...['ich kann ', 'je ne peux ', 'no puedo ', 'nao posso ', 'я не могу ', '我不能', 'できません'].flatMap(
        (start) => words.map((word) => start + `${word} `.repeat(100)),
      ),
    ];
    const asked = secondsOfWork(() => {
      for (const text of hard) for (let i = 0; i < 10; i++) isRefusal(text);
    });
    expect(asked / (10 * hard.length)).toBeLessThan(0.005);
  });
});

describe('isRefusal on lists of answers', () => {
  const codes = Object.keys(languages) as LanguageCode[];
  const share = (texts: readonly string[], flagged: boolean) =>
    texts.filter((text) => isRefusal(text) === flagged).length / texts.length;
  const figures = (code: LanguageCode, half: 'development' | 'held-out') => {
    const { refusals, denials, answers } = readRefusalLists(code, half);
    return { missed: share(refusals, false), denials: share(denials, true), answers: share(answers, true) };
  };

  it.each(codes)('misses at most 20 %% of refusals and flags at most 5 %% of denials: %s', (code) => {
    const found = figures(code, 'held-out');
    expect(found.missed).toBeLessThanOrEqual(0.2);
    expect(found.denials).toBeLessThanOrEqual(0.05);
    expect(found.answers).toBeLessThanOrEqual(0.07); // one of fifteen
  });

  it('prints its figures by language', () => {
    const percent = (value: number) => `${(100 * value).toFixed(0)} %`.padStart(7);
    const rows = codes.map((code) => {
      const halves = (['development', 'held-out'] as const).map((half) => figures(code, half));
      return `${languages[code].padEnd(12)}${halves.map(({ missed, denials, answers }) => [missed, denials, answers].map(percent).join('')).join('   ')}`;
    });
    console.log(
      [`${' '.repeat(12)}development            held out`, `${' '.repeat(12)} missed denials answers`, ...rows].join(
        '\n',
      ),
    );
    expect(rows).toHaveLength(8);
  });

  it('has lists with enough in them to say so', () => {
    for (const code of codes)
      for (const half of ['development', 'held-out'] as const) {
        const { refusals, denials, answers } = readRefusalLists(code, half);
        expect(refusals.length).toBeGreaterThanOrEqual(30);
        expect(denials.length).toBeGreaterThanOrEqual(30);
        expect(answers.length).toBeGreaterThanOrEqual(15);
        expect(new Set([...refusals, ...denials, ...answers]).size).toBe(
          refusals.length + denials.length + answers.length,
        );
      }
  });
});
