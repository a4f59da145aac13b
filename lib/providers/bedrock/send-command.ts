import type {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseCommandOutput,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import type { Fetch } from '../shared/exchange.ts';

type Command =
  | ConverseCommand
  | ConverseStreamCommand
  | InvokeModelCommand
  | InvokeModelWithResponseStreamCommand
  | CountTokensCommand;

/** The signed request as the SDK's middleware carries it. */
interface SignedRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Record<string, string>;
  body?: unknown;
}

/**
 * Lets the SDK address and sign a request with our exact bytes in it, and sends it through `fetch`. What the SDK would
 * do to the body (drop keys that it does not know) and to the answer is left out: the middleware steps around it are
 * the SDK's documented place for this.
 */
export async function sendCommand(
  client: BedrockRuntimeClient,
  command: Command,
  bytes: string,
  fetch: Fetch,
): Promise<void> {
  const stack = command.middlewareStack as ConverseCommand['middlewareStack'];
  stack.add(
    (next) => (args) => {
      requestOf(args).body = bytes;
      return next(args);
    },
    { step: 'serialize', priority: 'low', name: 'exactBytes' },
  );
  stack.add(
    () => async (args) => {
      const { method, protocol, hostname, port, path, headers } = requestOf(args);
      const { host: _fetchSetsIt, ...sent } = headers;
      await fetch(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`, {
        method,
        headers: sent,
        body: bytes,
      });
      return { response: undefined, output: {} as ConverseCommandOutput }; // the exchange has the answer
    },
    { step: 'deserialize', priority: 'high', name: 'throughFetch' },
  );
  await client.send(command as ConverseCommand);
}

function requestOf(args: object): SignedRequest {
  return (args as { request: SignedRequest }).request;
}
