import type { FailureClass } from '../../domain/run/completion.ts';

/** What an endpoint answered instead of a completion. */
export interface HttpFailure {
  readonly status: number;
  readonly headers: Headers;
  /** Only its error codes are read; messages may repeat the prompt. */
  readonly body: string;
}

/**
 * Class of a failed call. Error codes in the body say more than the status where they are known: a spent budget and a
 * full minute are both 429, and AWS answers 400 and 403 for nearly everything.
 */
export function classifyHttpFailure({ status, headers, body }: HttpFailure): FailureClass {
  for (const code of errorCodes(headers, body)) {
    const known = Object.hasOwn(byCode, code) ? byCode[code] : undefined;
    if (known !== undefined) return known;
  }
  return byStatus[status] ?? (status >= 500 ? 'server-error' : status >= 400 ? 'invalid-request' : 'unknown');
}

const byStatus: { readonly [status: number]: FailureClass } = {
  401: 'authentication',
  402: 'quota-exceeded',
  403: 'permission-denied',
  404: 'not-found',
  408: 'timeout',
  409: 'server-error', // lost a race for a lock on their side; asking again helps
  410: 'not-found',
  424: 'server-error', // Bedrock and TGI: the model behind the endpoint failed
  425: 'overloaded',
  429: 'rate-limited',
  503: 'overloaded',
  504: 'timeout',
  529: 'overloaded',
};

const byCode: { readonly [code: string]: FailureClass } = {
  // OpenAI and those who speak like it
  insufficient_quota: 'quota-exceeded',
  billing_hard_limit_reached: 'quota-exceeded',
  invalid_api_key: 'authentication',
  invalid_prompt: 'invalid-request',
  server_error: 'server-error',
  rate_limit_exceeded: 'rate-limited',
  model_not_found: 'not-found',
  DeploymentNotFound: 'not-found',
  // Anthropic
  overloaded_error: 'overloaded',
  rate_limit_error: 'rate-limited',
  billing_error: 'quota-exceeded',
  authentication_error: 'authentication',
  permission_error: 'permission-denied',
  not_found_error: 'not-found',
  timeout_error: 'timeout',
  api_error: 'server-error',
  // Amazon Bedrock
  ThrottlingException: 'rate-limited',
  ServiceQuotaExceededException: 'quota-exceeded',
  ModelNotReadyException: 'overloaded',
  ServiceUnavailableException: 'overloaded',
  ModelTimeoutException: 'timeout',
  ModelErrorException: 'server-error',
  InternalServerException: 'server-error',
  AccessDeniedException: 'permission-denied',
  ResourceNotFoundException: 'not-found',
  ValidationException: 'invalid-request',
  ExpiredTokenException: 'authentication',
  UnrecognizedClientException: 'authentication',
  InvalidSignatureException: 'authentication',
  MissingAuthenticationTokenException: 'authentication',
  IncompleteSignatureException: 'authentication',
  // Google
  API_KEY_INVALID: 'authentication',
  UNAUTHENTICATED: 'authentication',
  PERMISSION_DENIED: 'permission-denied',
  NOT_FOUND: 'not-found',
  DEADLINE_EXCEEDED: 'timeout',
  UNAVAILABLE: 'overloaded',
  RESOURCE_EXHAUSTED: 'rate-limited',
  // Text Generation Inference
  overloaded: 'overloaded',
};

/** Every machine-readable code of a failure, the most telling first. */
function errorCodes(headers: Headers, body: string): string[] {
  // AWS: `ThrottlingException:http://internal.amazon.com/…`
  const codes: unknown[] = [headers.get('x-amzn-errortype')?.split(':')[0]];
  const json = parsed(body);
  const error = record(json.error);
  for (const detail of Array.isArray(error.details) ? error.details : []) codes.push(record(detail).reason);
  codes.push(error.code, error.type, error.status, json.code, json.error_type, json.type, lastSegment(json.__type));
  return codes.filter((code) => typeof code === 'string');
}

function parsed(body: string): Record<string, unknown> {
  try {
    return record(JSON.parse(body));
  } catch {
    return {}; // a proxy's HTML page, or nothing
  }
}

function record(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
}

/** `com.amazon.coral.service#ThrottlingException` → `ThrottlingException` */
function lastSegment(type: unknown): unknown {
  return typeof type === 'string' ? type.split('#').at(-1) : undefined;
}
