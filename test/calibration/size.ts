/**
 * How much is simulated: 1 is what CI has time for. `CALIBRATION_SIZE=4 npm run test:long` looks four times as closely, before a
 * release or after a change of the detector.
 */
export const size = Math.max(1, Number(process.env.CALIBRATION_SIZE ?? 1));
