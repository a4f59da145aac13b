import { describe, expect, it } from 'vitest';
import { Expectation } from '../../lib/domain/golden/expectation.ts';
import { answerBehindReasoning } from '../../lib/features/answer-behind-reasoning.ts';
import { findFailures } from '../../lib/features/expectations.ts';
import { observeDraw } from '../../lib/features/observe-draw.ts';
import { secondsOfWork } from '../helpers/seconds-of-work.ts';

const thought = "The user asks for {x}. I can't help with that? I can.";

describe('the answer behind reasoning', () => {
  it.each([
    `<think>${thought}</think>\n\n4`,
    `\n <think>\n${thought}\n</think>4`,
    `<thinking>${thought}</thinking>4`,
    `<Thinking>${thought}</thinking>\n4`,
    `<thought>${thought}</thought> 4`,
    `<reasoning effort="high">${thought}</reasoning>\n4`,
    `<seed:think>${thought}</seed:think>4`,
    `<longcat_think>${thought}</longcat_think>4`,
    `<scratchpad>${thought}</scratchpad>4`,
    `<think></think><think>${thought}</think>4`,
    `[THINK]${thought}[/THINK]4`,
    `◁think▷${thought}◁/think▷4`,
    `<|begin_of_thought|>${thought}<|end_of_thought|>\n<|begin_of_solution|>4<|end_of_solution|>`,
    `<|START_THINKING|>${thought}<|END_THINKING|><|START_RESPONSE|>4<|END_RESPONSE|>`,
    `<|inner_prefix|>${thought}<|inner_suffix|>4`,
    `<unused94>thought\n${thought}<unused95>4`,
    `<|channel>thought\n${thought}<channel|>4`,
    `Here is my thought process:\n${thought}\nHere is my response:\n4`,
    `<details type="reasoning" done="true"><summary>Thought</summary>${thought}</details>\n4`,
    `<|channel|>analysis<|message|>${thought}<|end|><|start|>assistant<|channel|>final<|message|>4<|return|>`,
    `<|start|>assistant<|channel|>analysis<|message|>${thought}<|end|><|start|>assistant<|channel|>commentary<|message|>So.<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>4`,
    '<|channel|>final<|message|>4<|return|>',
    `analysis${thought}assistantfinal4`,
    `<think>${thought}</think>\n<answer>4</answer>`,
    // Opened in the prompt
    `${thought}</think>\n\n4`,
    `${thought}\n</thinking>4`,
    `${thought}[/THINK]4`,
    `${thought}◁/think▷4`,
    `${thought}<|END_THINKING|>4`,
    `${thought}<|end|><|start|>assistant<|channel|>final<|message|>4`,
  ])('stands alone: %s', (text) => {
    expect(answerBehindReasoning(text)).toBe('4');
  });

  it.each([
    `<think>${thought}`,
    `[THINK]${thought}`,
    `◁think▷${thought}`,
    `<|channel|>analysis<|message|>${thought}`,
    `<think>${thought}</think>`,
    `<think>one</think><think>${thought}`,
  ])('is empty where the model did not come to one: %s', (text) => {
    expect(answerBehindReasoning(text).trim()).toBe('');
    expect(observeDraw({ run: 'r', at: '', golden: 'g', repetition: 0, text }).properties).toMatchObject({ empty: 1 });
  });

  it.each([
    '',
    ' 4',
    'Put your reasoning between <think> and </think>? No: write `<think>` and `</think>`.'.slice(41),
    'The tag "</think>" ends it.',
    '```xml\n<a></think>\n```',
    '{"text": "</think>"}',
    '<thinker>Rodin</thinker>',
    '<b>4</b>',
    'Analysis: 4',
    'analysis of variance',
    'I think, therefore I am. [1]',
  ])('is the text itself where none is marked: %s', (text) => {
    expect(answerBehindReasoning(text)).toBe(text);
  });

  it('is found in time linear in the text', () => {
    const hard = ['<think>', '</thin', '<|channel|>analysis', '<think></think>', 'analysisA', '[THINK][/THINK]'];
    const seconds = secondsOfWork(() => {
      for (const mark of hard) answerBehindReasoning(mark.repeat(20_000));
    });
    expect(seconds).toBeLessThan(1);
  });
});

describe('expectations', () => {
  const behind = (answer: string) => `<think>{"city": 1} yes. I cannot help with that.</think>\n\n${answer}`;
  const failed = (text: string, ...raw: unknown[]) =>
    findFailures({ text, toolCalls: [] }, Expectation.array().parse(raw)).length;

  it('look at the answer, whatever stands in the reasoning', () => {
    const object = { kind: 'json-schema', schema: { type: 'object', required: ['city'] } };
    expect(failed(behind('{"city": "Oslo"}'), { kind: 'json' }, object)).toBe(0);
    expect(failed(behind('[]'), object)).toBe(1);
    expect(failed(behind('no'), { kind: 'contains', text: 'yes' }, { kind: 'contains', text: 'no' })).toBe(1);
    expect(failed(behind('no'), { kind: 'matches', pattern: '^no$' }, { kind: 'matches', pattern: 'city' })).toBe(1);
    expect(failed(behind('no'), { kind: 'equals', text: 'no' }, { kind: 'length', maxCharacters: 2 })).toBe(0);
    expect(failed(behind('Of course.'), { kind: 'refusal', expected: false })).toBe(0);
    expect(failed(behind("I can't help with that."), { kind: 'refusal', expected: true })).toBe(0);
  });

  it('look at the reasoning too where they speak of its marks', () => {
    const text = '<think>So.</think><answer>4</answer>';
    expect(failed(text, { kind: 'matches', pattern: '^<think>[^<]+</think>' })).toBe(0);
    expect(failed(text, { kind: 'contains', text: '<answer>' })).toBe(0);
    expect(failed(text, { kind: 'equals', text })).toBe(0);
  });

  it('see JSON and refusals behind it in the properties of every draw', () => {
    const properties = (text: string) => observeDraw({ run: 'r', at: '', golden: 'g', repetition: 0, text }).properties;
    expect(properties(behind('{"a": 1}'))).toMatchObject({ json: 1, refusal: 0, empty: 0 });
    expect(properties(behind("I can't help with that."))).toMatchObject({ json: 0, refusal: 1 });
    expect(properties(behind('Here you are.'))).toMatchObject({ refusal: 0 });
  });
});
