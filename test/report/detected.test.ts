import { describe, expect, it } from 'vitest';
import { Alert } from '../../lib/domain/verdict/alert.ts';
import { detectedChange } from './detected.ts';

describe('the alerts that all views are tested with', () => {
  it('are what the detector says of a made-up support desk: -u writes them anew', async () => {
    const { alerts } = await detectedChange({ behind: 6 });
    expect(alerts.map(({ kind }) => kind)).toEqual(['fact', 'opened']);
    const lines = alerts.map((alert) => `${JSON.stringify(Alert.parse(alert))}\n`).join('');
    await expect(lines).toMatchFileSnapshot('fixtures/detected.jsonl');
  });
});
