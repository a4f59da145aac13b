/**
 * Lets so many workers work side by side. Where one fails, the others are told to stop by `broken`, finish what they have
 * in flight, and only then is its error thrown: nothing goes on behind the back of whoever called.
 */
export async function workTogether(workers: number, work: () => Promise<void>, broken: AbortController): Promise<void> {
  const working = Array.from({ length: workers }, () =>
    work().catch((error: unknown) => {
      broken.abort();
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(working)).find((worker) => worker.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
