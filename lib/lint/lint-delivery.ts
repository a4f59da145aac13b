import { batchApis, tiersOf, usualDiscount } from '../domain/endpoint/cheaper-calls.ts';
import { streamOf, streamWords } from '../domain/endpoint/delivery.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { isReplayedAt } from '../domain/endpoint/replayed-at.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { Finding } from './finding.ts';

/** Bedrock refuses a batch of fewer records. */
const fewestOfBedrock = 100;

/** A request of the flex tier may wait for minutes before it is answered. */
const patientSeconds = 300;

/** What is dearer, slower or refused than it need be where an endpoint uses batches or a tier. */
export function deliveryFindings(endpoint: Endpoint, goldens: readonly GoldenRequest[]): Finding[] {
  const stream = streamOf(endpoint);
  if (stream === undefined) return unofferedFindings(endpoint);
  const { id, provider, delivery, tier, price, repetitions, timeoutSeconds, baseURL } = endpoint;
  const about = (key: string): Pick<Finding, 'about'> => ({ about: { kind: 'endpoint', id, path: [key] } });
  const found: Finding[] = [];
  const discount = usualDiscount(endpoint);
  if (price !== undefined && price.discount === undefined && discount !== undefined)
    found.push({
      severity: 'note',
      rule: 'no-discount',
      ...about('price'),
      what: `its price states no discount, so sums count the full price; ${streamWords(stream)} usually costs ${discount.share * 100} % less (as of ${discount.asOf})`,
      fix: `set price.discount: ${discount.share}, or 0 if the prices are those of ${streamWords(stream)} already`,
    });
  const draws = repetitions * goldens.filter((golden) => isReplayedAt(endpoint, golden)).length;
  if (provider === 'bedrock' && delivery === 'batch' && draws < fewestOfBedrock)
    found.push({
      severity: 'warning',
      rule: 'small-batch',
      ...about('repetitions'),
      what: `a run is ${draws} requests, and Bedrock takes batches of ${fewestOfBedrock} and more`,
      fix: `raise repetitions to ${Math.ceil((fewestOfBedrock * repetitions) / Math.max(1, draws))}, or use delivery: live`,
    });
  if (tier === 'flex' && timeoutSeconds < patientSeconds)
    found.push({
      severity: 'warning',
      rule: 'impatient',
      ...about('timeoutSeconds'),
      what: `requests of the flex tier may wait for minutes, and are given up after ${timeoutSeconds} seconds`,
      fix: `set timeoutSeconds: ${patientSeconds} or more`,
    });
  if (provider === 'openai' && baseURL !== undefined && !new URL(baseURL).hostname.endsWith('.openai.com'))
    found.push({
      severity: 'note',
      rule: 'other-server',
      ...about(delivery === 'batch' ? 'delivery' : 'tier'),
      what: `whether the server at its baseURL knows OpenAI's ${delivery === 'batch' ? 'batches' : 'tiers'} is not known`,
      fix: 'look at what identity.serviceTier says of its answers, or at the first run',
    });
  return found;
}

/** What its price says to be offered, and is not: `plan` would say nothing of it. */
function unofferedFindings(endpoint: Endpoint): Finding[] {
  const { id, provider, price } = endpoint;
  const { batch, flex } = price?.offered ?? {};
  const missing = [
    ...(batch !== undefined && batchApis(endpoint).length === 0 ? ['batches'] : []),
    ...(flex !== undefined && !tiersOf(endpoint).includes('flex') ? ['flex tier'] : []),
  ];
  if (missing.length === 0) return [];
  return [
    {
      severity: 'note',
      rule: 'not-offered',
      about: { kind: 'endpoint', id, path: ['price', 'offered'] },
      what: `its price states what ${missing.join(' and ')} would cost less, and ${provider} has none that Pinwatch speaks, so that plan leaves it out`,
      fix: 'take it out of price.offered',
    },
  ];
}
