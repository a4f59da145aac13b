import type { ApiName } from './api-name.ts';

/** Ends of paths, each as its published API has it; gateways put what they like in front. */
const routes: ReadonlyArray<readonly [RegExp, ApiName]> = [
  [/\/chat\/completions$/, 'openai.chat'],
  [/\/responses$/, 'openai.responses'],
  [/\/v1\/messages$/, 'anthropic.messages'],
  [/:(generateContent|streamGenerateContent)$/, 'gemini.generate'],
  [/\/model\/[^/]+\/converse(-stream)?$/, 'bedrock.converse'],
  [/\/model\/[^/]+\/invoke(-with-response-stream)?$/, 'bedrock.invoke'],
  [/\/api\/chat$/, 'ollama.chat'],
  [/^\/generate(_stream)?$/, 'tgi.generate'],
];

/**
 * The API that a request to this URL is written for, known by how the path ends; undefined for everything that is no
 * request for a completion (lists of models, embeddings, files) and for what is no URL.
 */
export function apiOfUrl(url: string): ApiName | undefined {
  const path = pathOf(url);
  return path === undefined ? undefined : routes.find(([pattern]) => pattern.test(path))?.[1];
}

/**
 * Whether a request to this URL asks for a stream, where the API has a method of its own for it: in a golden it is
 * `stream: true`, as everywhere else.
 */
export function asksForStream(url: string): boolean {
  return /:streamGenerateContent$|\/model\/[^/]+\/(converse-stream|invoke-with-response-stream)$/.test(
    pathOf(url) ?? '',
  );
}

const modelPlaces = [
  /\/models\/([^/]+):(?:g|streamG)enerateContent$/,
  /\/model\/([^/]+)\/(?:converse|invoke)/,
  /\/deployments\/([^/]+)\//, // Azure OpenAI
];

/** The model that a request names in its path, where the API keeps it there. */
export function modelOfUrl(url: string): string | undefined {
  const path = pathOf(url) ?? '';
  for (const place of modelPlaces) {
    const found = place.exec(path)?.[1];
    if (found !== undefined) return unescapeUri(found);
  }
  return undefined;
}

function unescapeUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Absolute URLs and mere paths alike: batch files hold paths. */
function pathOf(url: string): string | undefined {
  return URL.canParse(url, 'http://localhost')
    ? new URL(url, 'http://localhost').pathname.replace(/\/+$/, '')
    : undefined;
}
