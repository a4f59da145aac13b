export { consoleSink } from '../alerts/console.ts';
