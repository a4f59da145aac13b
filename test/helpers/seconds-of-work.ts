/** Seconds of the processor that some work takes: unlike the clock's, they do not grow when other tests run beside. */
export function secondsOfWork(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
