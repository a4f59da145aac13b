import { MonitorError } from '../domain/errors.ts';

/** An alert that did not get through. The message names where it was going, never an address that holds a secret. */
export class DeliveryError extends MonitorError {
  override readonly name = 'DeliveryError';
}
