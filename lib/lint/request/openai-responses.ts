import * as z from 'zod';
import type { JsonObject } from '../../domain/json.ts';
import type { CrossCheck, RequestProblem } from './request-problem.ts';
import {
  anyObject,
  anyText,
  argumentsSchema,
  dataOrUrl,
  listOf,
  numberFrom,
  oneOf,
  someOf,
  someText,
  toolName,
  wholeFrom,
  yesOrNo,
} from './words.ts';

const functionName = toolName(/^[a-zA-Z0-9_-]{1,128}$/);

const inputParts = z.discriminatedUnion(
  'type',
  [
    z.looseObject({ type: z.literal('input_text'), text: anyText }),
    z.looseObject({ type: z.literal('input_image'), image_url: dataOrUrl.nullish(), file_id: someText.nullish() }),
    z.looseObject({ type: z.literal('input_file') }),
    z.looseObject({ type: z.literal('input_audio') }),
  ],
  { error: 'expected a part of the type input_text, input_image or input_file' },
);
const outputParts = z.discriminatedUnion(
  'type',
  [
    z.looseObject({ type: z.literal('output_text'), text: anyText }),
    z.looseObject({ type: z.literal('refusal'), refusal: anyText }),
  ],
  { error: 'expected a part of the type output_text or refusal' },
);
const said = z.union([anyText, someOf(inputParts)]);

const turn = z.discriminatedUnion(
  'role',
  [
    z.looseObject({ role: z.enum(['user', 'system', 'developer']), content: said }),
    z.looseObject({ role: z.literal('assistant'), content: z.union([anyText, someOf(outputParts)]) }),
  ],
  { error: 'expected a turn with the role user, assistant, system or developer, or an item with a type' },
);

/** Items that are no messages; of those whose form is not known here only the type is looked at. */
const items: { readonly [type: string]: z.ZodType } = {
  function_call: z.looseObject({ call_id: someText, name: functionName, arguments: anyText }),
  function_call_output: z.looseObject({
    call_id: someText,
    output: z.union([anyText, z.array(anyObject)], 'expected a string or a list'),
  }),
  custom_tool_call: z.looseObject({ call_id: someText, name: someText }),
  custom_tool_call_output: z.looseObject({ call_id: someText }),
  reasoning: z.looseObject({ id: someText, summary: z.array(anyObject, 'expected a list') }),
  item_reference: z.looseObject({ id: someText }),
};

const item = z.looseObject({}, 'expected a turn or an item').superRefine((value, context) => {
  const type = value.type ?? 'message';
  const schema =
    type === 'message' ? turn : typeof type === 'string' && Object.hasOwn(items, type) ? items[type] : undefined;
  if (schema === undefined && typeof type === 'string' && type !== '') return; // of a tool of the server
  const checked = (schema ?? turn).safeParse(value, { reportInput: true });
  for (const issue of checked.error?.issues ?? []) context.issues.push(issue as z.core.$ZodRawIssue);
});

/** The Responses API, as OpenAI publishes it. */
export const openaiResponses = z.looseObject({
  input: z.union([someText, someOf(item)], 'expected a text or a list of turns').optional(),
  instructions: anyText.nullish(),
  tools: z
    .array(
      z.looseObject(
        { type: someText, name: functionName.optional(), parameters: argumentsSchema.nullish() },
        'expected a tool',
      ),
      'expected a list',
    )
    .nullish(),
  tool_choice: z
    .union(
      [oneOf(['none', 'auto', 'required']), z.looseObject({ type: someText })],
      'expected none, auto, required or a tool',
    )
    .nullish(),
  temperature: numberFrom(0, 2),
  top_p: numberFrom(0, 1),
  max_output_tokens: wholeFrom(16),
  top_logprobs: wholeFrom(0, 20),
  include: listOf(anyText).nullish(),
  text: anyObject.nullish(),
  reasoning: anyObject.nullish(),
  stream: yesOrNo,
  store: yesOrNo,
  parallel_tool_calls: yesOrNo,
  truncation: oneOf(['auto', 'disabled']).nullish(),
  previous_response_id: anyText.nullish(),
  metadata: z.record(z.string(), anyText, 'expected an object of strings').nullish(),
});

export const crossCheckResponses: CrossCheck = (body) => [...withoutInput(body), ...namelessTools(body)];

function withoutInput(body: JsonObject): RequestProblem[] {
  if (['input', 'prompt', 'previous_response_id', 'conversation'].some((key) => (body[key] ?? null) !== null))
    return [];
  return [{ path: ['input'], what: 'expected a text or a list of turns, got nothing' }];
}

function namelessTools({ tools }: JsonObject): RequestProblem[] {
  return ((tools ?? []) as readonly JsonObject[]).flatMap(({ type, name }, i) =>
    type === 'function' && name === undefined
      ? [{ path: ['tools', i, 'name'], what: 'expected the name of a tool, got nothing' }]
      : [],
  );
}
