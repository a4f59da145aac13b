import type { ApiName } from '../domain/endpoint/api-name.ts';
import type { Json } from '../domain/json.ts';

/** Where in a trace something happened. */
export type TracePlace = {
  /** The same for everything of one trace. */
  readonly id: string;
  readonly name?: string;
  /** The tool call or retrieval around it; none directly in the trace. */
  readonly parentId?: string;
};

/** What every line of a recording begins with. */
type Common = {
  readonly schema: 'exchange/1';
  readonly id: string;
  /** When it began, ISO 8601 in UTC. */
  readonly at: string;
  /** Milliseconds until the last byte was read, or it failed. */
  readonly latencyMs: number;
  readonly trace?: TracePlace;
};

/** The bytes of one side, as they are stored. */
export type StoredBytes = {
  /** The exact bytes; absent if there were none, or they could not be kept. */
  readonly body?: string;
  /** Set where the bytes are no UTF-8 text. */
  readonly encoding?: 'base64';
  /** The configured paths at which something was replaced before it was stored. */
  readonly redacted?: string[];
};

/** One request to a model, byte for byte, and what came back. */
export type LlmExchange = Common & {
  readonly kind: 'llm';
  readonly api: ApiName;
  readonly request: StoredBytes & {
    readonly method: string;
    /** Without credentials; values of query parameters that may be secret are replaced. */
    readonly url: string;
    /** Only those that are known to hold no secret. */
    readonly headers: Record<string, string>;
  };
  readonly response?: StoredBytes & {
    readonly status: number;
    readonly headers: Record<string, string>;
    /** Whether all of it came. */
    readonly complete: boolean;
    /** Milliseconds from the start until the headers were there. */
    readonly firstByteMs: number;
  };
  /** Why not all of it came: the caller aborted, stopped reading or forgot it, or the connection failed. */
  readonly error?: 'aborted' | 'cancelled' | 'network' | 'abandoned';
};

/** A call of a tool, or the retrieval of context, inside a trace. */
export type TracedCall = Common & {
  readonly kind: 'tool' | 'retrieval';
  readonly name: string;
  /** Id that the model gave the tool call. */
  readonly callId?: string;
  readonly input?: Json;
  readonly output?: Json;
  readonly error?: { readonly name: string; readonly message: string };
  readonly redacted?: string[];
};

/**
 * What is written of one exchange, a line of JSON each. `domain/exchange.ts` reads it, more leniently: recordings of
 * earlier and of later versions. A test holds that it reads all that is written here.
 */
export type Exchange = LlmExchange | TracedCall;
