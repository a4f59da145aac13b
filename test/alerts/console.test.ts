import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { consoleSink } from '../../lib/alerts/console.ts';
import { DeliveryError } from '../../lib/alerts/delivery-error.ts';
import { alertText } from '../../lib/report/alert/alert-text.ts';
import { ansiText, plainText } from '../../lib/report/terminal/styled-text.ts';
import { exampleAlert, factAlert } from '../report/example-alert.ts';

function terminal(fail?: Error) {
  const written: string[] = [];
  const stream = new Writable({
    write: (chunk, _, done) => {
      written.push(String(chunk));
      done(fail);
    },
  });
  stream.on('error', () => {}); // a stream that fails also says so to whoever listens
  return { stream, written };
}

describe('consoleSink', () => {
  it('writes the alert text with a blank line around it', async () => {
    const { stream, written } = terminal();
    await consoleSink({ stream, color: false }).send(exampleAlert());
    expect(written.join('')).toBe(`\n${plainText(alertText(exampleAlert()))}\n`);
  });

  it("writes a fact with its values, which are the own terminal's to see", async () => {
    const { stream, written } = terminal();
    await consoleSink({ stream, color: false }).send(factAlert());
    expect(written.join('')).toBe(`\n${plainText(alertText(factAlert()))}\n`);
    expect(written.join('')).toContain('{"user":"Billing Department"}');
  });

  it('colours where it may and fits the terminal', async () => {
    const { stream, written } = terminal();
    await consoleSink({ stream: Object.assign(stream, { columns: 70 }), color: true }).send(exampleAlert());
    expect(written.join('')).toBe(`\n${ansiText(alertText(exampleAlert(), { width: 70 }))}\n`);
  });

  it('rejects when the terminal is gone', async () => {
    const { stream } = terminal(new Error('EPIPE'));
    await expect(consoleSink({ stream, color: false }).send(exampleAlert())).rejects.toThrow(DeliveryError);
  });
});
