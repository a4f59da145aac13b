/** Whether a body is a stream of the web, of this realm or another (test runners have their own), and none of Node's. */
export function isWebStream(body: unknown): body is ReadableStream {
  return (
    Object.prototype.toString.call(body) === '[object ReadableStream]' &&
    typeof (body as ReadableStream).getReader === 'function'
  );
}
