/** Code-unit order, which is byte order for the names and times that stores sort by. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
