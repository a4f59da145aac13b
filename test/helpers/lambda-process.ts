/** The process behind `LambdaHost`: loads a bundle once and answers one event after the other, as a Lambda does. */
interface Call {
  readonly id: number;
  readonly event: unknown;
  readonly deadline: number;
}
type Handler = (event: unknown, context: { getRemainingTimeInMillis(): number }) => Promise<unknown>;

const { handler } = (await import(process.argv[2] as string)) as { handler: Handler };

process.on('message', async ({ id, event, deadline }: Call) => {
  try {
    const result = await handler(event, { getRemainingTimeInMillis: () => deadline - Date.now() });
    process.send?.({ id, result: JSON.parse(JSON.stringify(result ?? null)) });
  } catch (error) {
    const { name, message } = error as Error;
    process.send?.({ id, error: { name, message } });
  }
});
process.send?.({ ready: true });
