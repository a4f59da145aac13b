/** The wire protocols that a golden's body can be written in. */
export const apiNames = [
  'openai.chat',
  'openai.responses',
  'anthropic.messages',
  'bedrock.converse',
  'bedrock.invoke',
  'gemini.generate',
  'ollama.chat',
  'tgi.generate',
] as const;

/** The name of a wire protocol. */
export type ApiName = (typeof apiNames)[number];
