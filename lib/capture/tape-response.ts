import { runTape, type Tape } from './tape.ts';
import { isWebStream } from './web-stream.ts';

type ResponseClass = new (body: ReadableStream, init: Response) => Response;

/** Responses that were put together here: what they have of their own is ours to set. */
const ours = new WeakSet<Response>();

/**
 * The same response with a tape running, if it is one of the web's (`globalThis.fetch`, undici) that nobody has begun to
 * read; undefined for whatever else a `fetch` may give: those of node-fetch with a Node stream as their body, classes of
 * somebody's own, objects that only look like a response, `Response.error()`, bodies that are in use. Those cannot be
 * read without being in their reader's way.
 *
 * @throws if somebody's `fetch` gave something that defends itself; then, too, nothing was touched.
 */
export function tapeResponse(response: Response, tape: Tape, signal: AbortSignal | undefined): Response | undefined {
  const Class = classOf(response);
  if (Class === undefined || response.status === 0 || response.bodyUsed) return undefined;
  const source = response.body;
  if (source === null) {
    tape.end();
    return response;
  }
  if (!isWebStream(source) || source.locked) return undefined;
  const stream = runTape(source, tape, signal);
  const same = new Class(stream, response);
  const isSame = same.body === stream && same.status === response.status; // a class of that name may be anybody's
  return isSame ? sameAs(same, response) : undefined;
}

/** The class of a response, where its instances can be made anew: what a subclass adds could not be carried over. */
function classOf(response: unknown): ResponseClass | undefined {
  if (typeof response !== 'object' || response === null) return undefined;
  if (Object.prototype.toString.call(response) !== '[object Response]') return undefined;
  const [prototype, base, nothing] = prototypesOf(response);
  return base !== undefined && nothing === undefined ? (prototype?.constructor as ResponseClass) : undefined;
}

function prototypesOf(value: object): object[] {
  const prototype: object | null = Object.getPrototypeOf(value);
  return prototype === null ? [] : [prototype, ...prototypesOf(prototype)];
}

/** `fetch` sets what `new Response` cannot; others set things of their own, for whoever called them. */
function sameAs(response: Response, original: Response): Response {
  const { clone } = Object.getPrototypeOf(response) as Response;
  ours.add(response);
  const set: PropertyDescriptorMap = {
    url: { value: original.url },
    redirected: { value: original.redirected },
    type: { value: original.type },
    clone: { value: () => sameAs(clone.call(response), original) },
  };
  // Those with a text for a name: under symbols, some versions of Node keep what the class itself needs.
  const own = Object.entries(Object.getOwnPropertyDescriptors(original));
  const theirs = own.filter(([name]) => !(ours.has(original) && name in set));
  return Object.defineProperties(response, { ...set, ...Object.fromEntries(theirs) });
}
