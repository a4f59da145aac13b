/** When and where the prices were read. */
export const pricesOf = 'us-east-1, November 2026';

/** List prices in USD, without the free tiers of an account. */
export const prices = {
  s3Write: 0.005 / 1000,
  s3Read: 0.0004 / 1000,
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2 / 1e6,
  transition: 0.025 / 1000,
  /** A unit writes 1 KB of an item; in a transaction, and of an item that an index holds too, it is two. */
  dynamoWrite: 0.625 / 1e6,
  /** A unit reads 4 KB, consistently. */
  dynamoRead: 0.125 / 1e6,
  metric: 0.3,
  alarmedMetric: 0.1,
  dashboard: 3,
  logGb: 0.5,
  secret: 0.4,
  secretRead: 0.05 / 10_000,
} as const;
