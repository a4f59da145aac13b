import type { FailedCalls } from '../../domain/verdict/condition.ts';
import { count } from './format.ts';

interface Words {
  /** After "every call ", "20 calls ". */
  readonly says: string;
  readonly todo: string;
}

const later =
  'Nothing, if it passes: every run asks again. Otherwise see the status page of the provider and the network.';

/** What a class of failed calls means, and what a person can do about it. */
const classes: { readonly [name: string]: Words } = {
  'rate-limited': {
    says: 'met a rate limit (HTTP 429 or its like)',
    todo: 'Lower requestsPerMinute or concurrency of the endpoint, or ask for a higher limit.',
  },
  overloaded: { says: 'was turned away by an overloaded server (HTTP 503, 529 or their like)', todo: later },
  timeout: {
    says: 'got no answer in time',
    todo: 'Every run asks again. If answers became slow, raise timeoutSeconds; that is no drift, but worth knowing.',
  },
  unreachable: {
    says: 'found nobody at the address (no connection)',
    todo: 'Look at the address (baseURL), the name service, the proxy, and whether the server runs.',
  },
  'server-error': { says: 'made the server fail (HTTP 500 or its like)', todo: later },
  'malformed-response': {
    says: 'brought an answer that cannot be read',
    todo: 'Look whether a proxy or a gateway answers in place of the model, or whether baseURL is another API.',
  },
  authentication: {
    says: 'was refused for its key (HTTP 401 or its like)',
    todo: 'Put a valid key where the project says (apiKeyEnv, or the secret of the stack).',
  },
  'permission-denied': {
    says: 'was refused for want of permission (HTTP 403 or its like)',
    todo: 'Give the key, the role or the account access to this model.',
  },
  'not-found': {
    says: 'was refused as not found (HTTP 404 or its like)',
    todo: 'Was the model retired, or is its name or its address misspelt? pinwatch models lists what is offered. Mend the project.',
  },
  'invalid-request': {
    says: 'was refused as invalid (HTTP 400 or its like)',
    todo: 'The API takes something no more that goldens send: pinwatch lint, and pinwatch models --probe.',
  },
  'not-installed': {
    says: "was not sent, as the provider's client library is missing where the runs are made",
    todo: 'Install it there: pinwatch run, or a draw of the run, says the command.',
  },
  'quota-exceeded': {
    says: 'was refused because the quota or the balance is used up',
    todo: 'Raise the limit of spending, or pay, at the provider.',
  },
};

const unknown: Words = { says: 'failed for a reason that is not known', todo: 'Look at how they failed.' };

/** `was refused as not found (HTTP 404 or its like)`, to be said of every call, or of one. */
export function failureSays(name: string | undefined): string {
  return wordsOf(name).says;
}

/** What a person can do about calls of this class. */
export function failureTodo(name: string | undefined): string {
  return wordsOf(name).todo;
}

/** `20 not-found, 2 timeout`: the classes by the names that `show` and the documentation give them. */
export function failureCounts(failures: readonly FailedCalls[]): string {
  return failures.map((failure) => `${count(failure.calls)} ${failure.class}`).join(', ');
}

function wordsOf(name: string | undefined): Words {
  return name !== undefined && Object.hasOwn(classes, name) ? (classes[name] as Words) : unknown;
}
