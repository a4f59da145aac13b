/** A request that is answered with an error, in the shape in which OpenAI sends errors. Never quotes a prompt. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status, 400 to 599. */
  readonly status: number;
  readonly type: string;
  /** The parameter that is wrong, e.g. `messages[0].role`. */
  readonly param: string | null;
  /** What is wrong, for programs, e.g. `context_length_exceeded`. */
  readonly code: string | null;

  constructor(status: number, message: string, { type, param, code }: ApiErrorDetails = {}) {
    super(message);
    this.status = status;
    this.type = type ?? (status < 500 ? 'invalid_request_error' : 'server_error');
    this.param = param ?? null;
    this.code = code ?? null;
  }

  /** The response body. */
  toJSON() {
    return { error: { message: this.message, type: this.type, param: this.param, code: this.code } };
  }
}

export interface ApiErrorDetails {
  readonly type?: string;
  readonly param?: string;
  readonly code?: string;
}

/** Any failure as an answer; what we did not foresee says nothing about its insides. */
export function toApiError(error: unknown): ApiError {
  return error instanceof ApiError
    ? error
    : new ApiError(500, 'the server had an error while it processed the request');
}
