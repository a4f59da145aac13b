import { resolve } from 'node:path';

/**
 * For the environment of every process that a test starts: what Node compiled of a file is kept between processes and runs, so that
 * a command starts in a third of the time. It is what `bin/pinwatch.js` does for users.
 */
export const compileCache = {
  NODE_COMPILE_CACHE: resolve(import.meta.dirname, '../../node_modules/.cache/pinwatch-tests'),
};
