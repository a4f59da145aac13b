import { type Answer, type Arrived, type LoopbackServer, loopbackServer } from '../llm-servers/loopback-server.ts';

/** A request as it lies in a batch at a provider. */
export interface Lying {
  readonly name: string;
  readonly body: Record<string, unknown>;
}

/** What becomes of one request of a batch; `nothing` leaves no line, `twice` leaves two. */
export type Fate = 'answered' | 'twice' | 'refused' | 'overloaded' | 'expired' | 'cancelled' | 'nothing';

/** A batch as the provider keeps it. */
export interface Kept {
  readonly id: string;
  readonly requests: readonly Lying[];
  readonly madeAt: Date;
  state: 'going' | 'ended' | 'expired' | 'cancelled' | 'failed';
}

/**
 * A provider of batches on the loopback device, of one protocol, that keeps what is handed in until it is told what becomes
 * of it: written from the published description of the protocol, apart from the adapter.
 */
export interface BatchServer {
  readonly url: string;
  readonly arrived: readonly Arrived[];
  readonly batches: readonly Kept[];
  /** Names of files, objects and batches that are still kept. */
  readonly kept: () => readonly string[];
  /** Ends the newest batch that goes on. */
  end(state?: 'ended' | 'expired' | 'failed'): void;
  /** What becomes of each request, by its place in its batch. */
  fate: (place: number) => Fate;
  /** What happens to the next call that hands a batch in: it gets through and no answer comes back, or it is refused. */
  next: 'answer-lost' | { readonly status: number; readonly body: unknown } | undefined;
  /** Set while nothing that is asked gets an answer but a failure. */
  isDown: boolean;
  close(): Promise<void>;
}

/** A protocol, spoken from the server's side. */
export interface BatchSpeech {
  /** Whether a request hands a batch in. */
  isHandingIn(request: Arrived): boolean;
  /** Answers a request; batches are added to and changed in `state`. */
  answer(request: Arrived, state: ServerState): Answer | undefined;
}

export interface ServerState {
  readonly batches: Kept[];
  /** By name: texts that were put there. */
  readonly files: Map<string, string>;
  readonly now: () => Date;
  fateOf(place: number): Fate;
}

export async function batchServer(speech: BatchSpeech, now: () => Date): Promise<BatchServer> {
  const server: LoopbackServer = await loopbackServer();
  const batches: Kept[] = [];
  const files = new Map<string, string>();
  const made: BatchServer = {
    url: server.url,
    get arrived() {
      return server.arrived;
    },
    batches,
    kept: () => [...files.keys()],
    end(state = 'ended') {
      const going = batches.findLast((batch) => batch.state === 'going');
      if (going === undefined) throw new Error('no batch goes on');
      going.state = state;
    },
    fate: () => 'answered',
    next: undefined,
    isDown: false,
    close: () => server.close(),
  };
  const state: ServerState = { batches, files, now, fateOf: (place) => made.fate(place) };
  server.script((request) => {
    if (made.isDown) return { status: 500, body: '{"error":{"type":"server_error"}}' };
    const { next } = made;
    if (speech.isHandingIn(request) && next !== undefined) {
      made.next = undefined;
      if (next !== 'answer-lost') return { status: next.status, body: JSON.stringify(next.body) };
      speech.answer(request, state);
      return { manner: 'truncated', body: '{"id":"lost on its way"}' };
    }
    return speech.answer(request, state) ?? { status: 404, body: '{"error":{"code":"not_found"}}' };
  });
  return made;
}

export function json(body: unknown, status = 200): Answer {
  return { status, body: JSON.stringify(body) };
}

export function jsonLines(values: readonly unknown[]): Answer {
  const body = values.map((value) => `${JSON.stringify(value)}\n`).join('');
  return { headers: { 'content-type': 'application/x-ndjson' }, body };
}

/** What the model answered to a request: its last words come back, so that an answer can be told by its question. */
export function saidTo(body: Lying['body']): string {
  return `heard ${JSON.stringify(body.messages ?? body.contents ?? body.input).length}`;
}

/** The lines that a batch leaves: one of each request, less those that nothing is left of, and twice what came twice. */
export function linesOf<T>({ requests }: Kept, { fateOf }: ServerState, line: (request: Lying, fate: Fate) => T): T[] {
  return requests.flatMap((request, place) => {
    const fate = fateOf(place);
    if (fate === 'nothing') return [];
    return fate === 'twice' ? [line(request, fate), line(request, fate)] : [line(request, fate)];
  });
}
