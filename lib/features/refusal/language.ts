/**
 * What a refusal looks like in one language. Expressions are tried on single sentences as `readOpening` prepares them: in
 * lower case, Latin letters without accents, plain apostrophes, single spaces.
 */
export interface RefusalWords {
  readonly language: string;
  /** Cheap to look for, and in every refusal: without it the others, which take long to compile, are not tried. */
  readonly hint?: RegExp;
  /** Says that the speaker cannot, may not or will not do what an assistant is there for. */
  readonly refuses: RegExp;
  /** The speaker cannot, may not or will not, whatever it is: a refusal if the clause also refers to the request. */
  readonly cannot: RegExp;
  /** What was asked for, as whoever refuses it says it: "that", "such things". */
  readonly refers: RegExp;
  /** What speaks against it: deeds of clerks ("add", "move", "your booking"), not finding, not believing, not knowing. */
  readonly ordinary: RegExp;
  /** Goods, bookings, money: in the same clause, the sentence denies a customer something and refuses no request. */
  readonly business: RegExp;
  /** Refused whatever business the clause speaks of: crimes, other people's data, what an AI is not, what is out of scope. */
  readonly regardless: RegExp;
  /** In the same clause: an idiom, or a doubt ("for certain", "without more details") that is no refusal. */
  readonly innocent: RegExp;
  /** Words at which a sentence turns ("but"): what is beyond them is beside the point. */
  readonly turn: RegExp;
  /** Words of a first person; what comes after a colon is only said by the speaker if one stands before it. */
  readonly firstPerson: RegExp;
}

/** One expression of alternatives, which are written one a line for readers. */
export function anyOf(...alternatives: readonly string[]): string {
  return `(?:${alternatives.join('|')})`;
}
