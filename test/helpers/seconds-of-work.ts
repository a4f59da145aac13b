/** Seconds of the processor that some work takes: unlike the clock's, they do not grow when other tests run beside. */
export function secondsOfWork(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  return secondsSince(before);
}

/** The same for work that awaits. */
export async function secondsOfAsyncWork(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  return secondsSince(before);
}

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
