import { anyOf, type RefusalWords } from './language.ts';

const never = /(?!)/;

/** Only the most usual forms: nothing is promised for these languages. */
export const otherLanguages: readonly RefusalWords[] = [
  {
    language: 'Italian',
    refuses: new RegExp(
      anyOf(
        '\\bnon posso (?:\\w+mente )?(?:aiutar|fornir|farlo|rispond|scriver|discuter|soddisfar|continuar|dare (?:consigli|istruzioni)|creare|generare|assister)\\w*',
        '\\bnon sono (?:in grado|autorizzat[oa]) (?:di |a )(?:aiutar|fornir|rispond|scriver|creare|discuter|assister)\\w*',
        '\\bmi rifiuto di\\b|\\bdevo rifiutare\\b',
      ),
    ),
    business:
      /rimbors|reso\b|restitu|ordine|consegn|spediz|prenot|camera|biglietto|sconto|garanzia|contratto|pagamento/,
    cannot: never,
    refers: never,
    ordinary: never,
    regardless: never,
    turn: /\b(?:ma|però|pero)\b/g,
    innocent: never,
    firstPerson: /\b(?:io|mi|posso)\b/,
  },
  {
    language: 'Dutch',
    refuses:
      /\bik (?:kan|mag|wil|ga|zal)\b.{0,40}\b(?:niet|geen)\b.{0,60}\b(?:helpen|antwoorden|beantwoorden|geven|schrijven|maken|verstrekken|bespreken|voldoen|doen)\b|\b(?:daar|dat|hier) (?:kan|mag) ik\b.{0,40}\bniet\b|\bik (?:weiger|moet weigeren)\b/,
    business:
      /bestelling|retour|terugbetal|levering|verzend|korting|garantie|abonnement|contract|reserver|kamer|ticket|betaling/,
    cannot: never,
    refers: never,
    ordinary: never,
    regardless: never,
    turn: /\bmaar\b/g,
    innocent: never,
    firstPerson: /\b(?:ik|mij|me)\b/,
  },
  {
    language: 'Korean',
    refuses:
      /(?:도와|도움|답변|대답|제공|작성|생성|공유|설명|알려|응답|수행|말씀|이야기)[^.。]{0,16}(?:수 없|못|않습니다|않겠|어렵|드리지)/,
    business: /환불|반품|교환|배송|주문|예약|할인|결제|쿠폰|보증|계약|객실|티켓/,
    cannot: never,
    refers: never,
    ordinary: never,
    regardless: never,
    turn: /지만/g,
    innocent: never,
    firstPerson: /저|제/,
  },
];
