/** How a model, or the server before it, marks reasoning that stands in an answer. */
export interface ReasoningMark {
  /** Matches at the very front. */
  readonly opens: RegExp;
  /** Matches where the reasoning ends; made for what opened it. */
  readonly closes: (opened: string) => RegExp;
}

const tagName = '(?:[a-z]+[:_-])?(?:think(?:ing)?|thoughts?|reasoning|reflection|scratchpad)';

const pair = (opens: RegExp, closes: RegExp): ReasoningMark => ({ opens, closes: () => closes });

/** Every mark that public parsers of reasoning know, and what is left of them where special tokens were taken out. */
export const reasoningMarks: readonly ReasoningMark[] = [
  // DeepSeek, Qwen, GLM, MiniMax, Seed, EXAONE and most others; prompts that ask for reasoning
  {
    opens: new RegExp(`^<(${tagName})(?:\\s[^<>]{0,200})?>`, 'i'),
    closes: (opened) => new RegExp(`</${/^<([\w:-]+)/.exec(opened)?.[1] ?? 'think'}\\s*>`, 'i'),
  },
  pair(/^\[(?:THINK|THINKING)\]/i, /\[\/(?:THINK|THINKING)\]/i), // Magistral
  pair(/^◁think▷/, /◁\/think▷/), // Kimi
  pair(/^<\|begin_of_thought\|>/, /<\|end_of_thought\|>/), // Sky-T1, OpenThinker
  pair(/^<\|START_THINKING\|>/, /<\|END_THINKING\|>/), // Command A
  pair(/^<\|inner_prefix\|>/, /<\|inner_suffix\|>/), // Apertus
  pair(/^<unused94>/, /<unused95>/), // MedGemma
  pair(/^<\|channel>thought/, /<channel\|>/), // Gemma
  pair(/^Here is my thought process:/i, /\bHere is my response:/i), // Granite
  pair(/^<details type="reasoning"[^<>]{0,200}>/i, /<\/details>/i), // Open WebUI
  // gpt-oss, whole or as it is where special tokens were left out
  pair(
    /^(?:<\|start\|>assistant)?<\|channel\|>(?:analysis|commentary)/,
    /<\|channel\|>final(?: ?<\|constrain\|>\w+)?<\|message\|>/,
  ),
  pair(/^(?:<\|start\|>assistant)?<\|channel\|>final(?: ?<\|constrain\|>\w+)?(?=<\|message\|>)/, /<\|message\|>/),
  pair(/^analysis(?=[A-Z\d"“(])(?=[\s\S]*assistantfinal)/, /assistantfinal/),
];

/** Ends of reasoning whose beginning stood in the prompt, so that the answer has only the end. */
export const closingMark = new RegExp(
  `</${tagName}\\s*>|\\[/THINK\\]|◁/think▷|<\\|end_of_thought\\|>|<\\|END_THINKING\\|>|<\\|inner_suffix\\|>|<unused95>|(?:<\\|start\\|>assistant)?<\\|channel\\|>final<\\|message\\|>`,
  'i',
);

/** What some models put around the answer that follows their reasoning. */
export const answerFrames: readonly (readonly [opens: RegExp, closes: RegExp])[] = [
  [/^<(?:answer|response)>/i, /<\/(?:answer|response)>\s*$/i],
  [/^<\|begin_of_solution\|>/, /<\|end_of_solution\|>\s*$/],
  [/^<\|START_RESPONSE\|>/, /<\|END_RESPONSE\|>\s*$/],
  [/^/, /<\|(?:return|end|call)\|>\s*$/],
];

/** Whether a text speaks of marks itself. */
export function namesReasoning(text: string): boolean {
  return anyMark.test(text);
}

const anyMark = new RegExp(
  `<\\\\?/?${tagName}|\\[\\\\?/?THINK|◁|<\\\\?\\|(?:channel|begin_of|START_|inner_)|</?(?:answer|response)>`,
  'i',
);
