import { ApiError } from './api-error.ts';
import { type Chat, type ChatDeps, startChat } from './chat.ts';
import { chatCompletion } from './chat-completion.ts';
import { embeddedModelId, modelCreated } from './chat-identity.ts';
import { parseChatRequest } from './chat-request.ts';
import { streamChat } from './chat-stream.ts';
import type { Control } from './control.ts';
import { readJson } from './read-json.ts';
import type { Call, Route } from './server.ts';

const model = { id: embeddedModelId, object: 'model', created: modelCreated, owned_by: 'pinwatch' };

/** OpenAI's routes below `/v1`, and beside them the one that changes what is served. */
export function routes(deps: ChatDeps, control: Control): { readonly [methodAndPath: string]: Route } {
  return {
    'GET /v1/models': async () => ({ object: 'list', data: [model] }),
    [`GET /v1/models/${embeddedModelId}`]: async () => model,
    'POST /v1/chat/completions': (call) => completeChat(call, deps),
    'GET /control': async () => control.state,
    'POST /control': async ({ request }) => {
      // Web pages cannot send this type to another origin unasked: no page that somebody visits changes the model.
      if (request.headers['content-type']?.split(';')[0] !== 'application/json')
        throw new ApiError(415, 'expected content-type application/json');
      return control.changeFromBody(await readJson(request));
    },
  };
}

async function completeChat(call: Call, deps: ChatDeps): Promise<unknown> {
  const request = parseChatRequest(await readJson(call.request));
  if (request.model !== embeddedModelId) throw unknownModel();
  const chat = startChat(request, deps, call.signal);
  if (!request.stream) return await chatCompletion(chat, deps.engine.vocabulary);
  await sendStream(chat, call, deps);
  return undefined;
}

/** Server-sent events, one chunk each; the headers wait for the first chunk, so that an early error has its status. */
async function sendStream(chat: Chat, { response }: Call, { engine }: ChatDeps): Promise<void> {
  await streamChat(chat, engine.vocabulary, (chunk) => {
    if (response.writableEnded || response.destroyed) return;
    if (!response.headersSent)
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  });
  response.end('data: [DONE]\n\n');
}

function unknownModel(): ApiError {
  const message = `The model does not exist, this server has ${embeddedModelId}`;
  return new ApiError(404, message, { param: 'model', code: 'model_not_found' });
}
