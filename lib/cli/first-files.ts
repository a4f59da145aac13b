import type { Api } from '../domain/endpoint/api.ts';

/** What `init` was told about the first endpoint. */
export interface FirstEndpoint {
  readonly provider: string;
  readonly model: string;
  readonly baseURL: string | undefined;
  readonly apiKeyEnv: string | undefined;
  /** Variable that must hold the key; undefined where none is needed. */
  readonly keyEnv: string | undefined;
  readonly api: Api;
}

/** A project file that explains itself. */
export function firstProject({ provider, model, baseURL, apiKeyEnv, keyEnv }: FirstEndpoint): string {
  return `# yaml-language-server: $schema=./node_modules/pinwatch/schemas/project.json
#
# What pinwatch watches. Check this file with \`pinwatch lint\`; every key is explained by \`pinwatch schema project\`.
version: 1

# How many false alarms a year are acceptable, for all endpoints together. Fewer make real alarms
# come later: evidence has to be stronger before anybody is told.
falseAlarmsPerYear: 1

# A run of every endpoint is due this often. Many small runs tell more than a few large ones for the
# same money, because the answers of one run share the server's load of that minute.
every: 1h

# Share of the interval by which a start is moved at random, 0 to 1: a fixed minute would always meet
# the same load and take it for normal.
jitter: 0.5

# You are told that an endpoint is unreachable, blind or silent after so many runs in a row.
# conditions: { tellAfterRuns: 3 }

# Folder of golden requests: the requests that are replayed, one in each file.
goldens: goldens

# Folder for history and answers. It holds customer data: keep it out of version control.
data: .pinwatch

# Who is told of a change, beside the terminal. Addresses are secrets, read from the environment.
# alerts:
#   - { kind: slack, name: chat, urlEnv: SLACK_WEBHOOK_URL }
#   - { kind: pagerduty, name: on-call, routingKeyEnv: PAGERDUTY_ROUTING_KEY }
#   - { kind: webhook, name: ours, urlEnv: WEBHOOK_URL, secretEnv: WEBHOOK_SECRET }

endpoints:
    # Names it in alerts and in history.
  - id: support
    provider: ${provider}
    # Pin exactly what production pins. An alias that moves is another model after every release.
    model: ${yamlText(model)}
${baseURL === undefined ? commentedBaseURL(provider) : `    baseURL: ${yamlText(baseURL)}\n`}${keyComment(apiKeyEnv, keyEnv)}
    # Each golden is drawn so often in each run: one answer proves nothing, the distribution does.
    repetitions: 2

    # Runs that are learned as normal before anything is judged; more where the promise above needs it.
    baselineRuns: 24

    # Limits that the provider's own limits leave room for.
    concurrency: 4
    # requestsPerMinute: 60
`;
}

function commentedBaseURL(provider: string): string {
  if (provider !== 'openai') return '';
  return '    # Any server that speaks the same protocol (vLLM, SGLang, llama.cpp, TensorRT-LLM, Ollama, …):\n    # baseURL: http://localhost:8000/v1\n';
}

function keyComment(apiKeyEnv: string | undefined, keyEnv: string | undefined): string {
  if (apiKeyEnv !== undefined)
    return `    # The key is read from this variable; it never stands in a file.\n    apiKeyEnv: ${apiKeyEnv}\n`;
  if (keyEnv !== undefined) return `    # The API key is read from ${keyEnv}. Another variable: apiKeyEnv: NAME\n`;
  return '    # If the server asks for a key, name the variable that holds it:\n    # apiKeyEnv: MY_SERVER_KEY\n';
}

/** A golden request that explains itself: a ticket to JSON, with expectations. */
export function firstGolden(api: Api): string {
  return `# yaml-language-server: $schema=../node_modules/pinwatch/schemas/golden.json
#
# A golden request: sent again and again as it stands here. The best ones are real requests of your
# product, whole: the exact system prompt, the retrieved context, the tools, every parameter.
id: refund-email
title: A customer's e-mail becomes a ticket
api: ${api}

${requestOf(api)}
# What every good answer satisfies. A change is noticed without; these say whether it is for the worse.
expectations:
  - kind: json
  - kind: json-schema
    name: has intent and order number
    schema:
      type: object
      required: [intent, order]
      properties:
        intent: { enum: [refund, cancel, question] }
        order: { type: string, pattern: '^[0-9]{4,6}$' }
  - kind: refusal
    expected: false
`;
}

const system =
  'Turn the e-mail into JSON with the keys intent (refund, cancel or question) and order (the order number as a string). Answer with the JSON alone.';
const email = 'Hello, the lamp from order 48213 arrived broken. I would like my money back. Regards, Noor';

/** The same request as each API spells it. */
function requestOf(api: Api): string {
  const [said, asked] = [yamlText(system), yamlText(email)];
  switch (api) {
    case 'anthropic.messages':
      return body(`  system: ${said}
  messages:
    - role: user
      content: ${asked}
  max_tokens: 100`);
    case 'bedrock.converse':
      return body(`  system:
    - text: ${said}
  messages:
    - role: user
      content:
        - text: ${asked}
  inferenceConfig:
    temperature: 0
    maxTokens: 100`);
    case 'gemini.generate':
      return body(`  systemInstruction:
    parts:
      - text: ${said}
  contents:
    - role: user
      parts:
        - text: ${asked}
  generationConfig:
    temperature: 0
    maxOutputTokens: 100`);
    case 'ollama.chat':
      return conversation(said, asked, '  options:\n    temperature: 0\n    num_predict: 100\n    seed: per-draw');
    case 'tgi.generate':
      return body(`  inputs: ${yamlText(`${system}\n\n${email}\n\n`)}
  parameters:
    do_sample: false
    max_new_tokens: 100`);
    default:
      return conversation(said, asked, '  temperature: 0\n  max_tokens: 100');
  }
}

function conversation(said: string, asked: string, parameters: string): string {
  return `messages:
  - role: system
    content: ${said}
  - role: user
    content: ${asked}

# Whatever is not set here is a default of the server, which may change without the model changing.
parameters:
${parameters}
`;
}

function body(lines: string): string {
  return `# The body as it goes over the wire, less the model, which the endpoint pins.
body:
${lines}
`;
}

/** Text in double quotes, which JSON and YAML write alike. */
function yamlText(text: string): string {
  return /^[A-Za-z][A-Za-z0-9._/-]*$/.test(text) ? text : JSON.stringify(text);
}
