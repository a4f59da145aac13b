import type { FailureClass } from '../../domain/run/completion.ts';

/**
 * What servers call a failure, by the words in their codes: `rate_limit_exceeded`, `RateLimitError`,
 * `ThrottlingException` and `RESOURCE_EXHAUSTED` are one thing. Compared in lower case without punctuation; the first
 * that fits counts. These say more than the status of the answer.
 */
const telling: readonly (readonly [RegExp, FailureClass])[] = [
  [
    /contentfilter|contentpolicy|contentmoderation|moderationblocked|responsibleai|datainspection|guardrailinterv/,
    'content-filter',
  ],
  [/safetyblock|sensitivecontent|contentviolation|promptblocked|blockedbysafety/, 'content-filter'],
  [
    /jsonvalidat\w*fail|outputpars\w*fail|tooluse\w*fail|toolcallvalidation|malformed(function|tool)|malformedmodeloutput/,
    'invalid-output',
  ],
  [
    /insufficient(quota|balance|fund|credit)|outofcredits?|creditlimit|nocredits?|billing|payment|arrear/,
    'quota-exceeded',
  ],
  [
    /(current|service)?quota\w*exceeded|exceeded\w*quota|budget\w*exceeded|exceeded\w*budget|spend\w*limit|hardlimit|usagelimit/,
    'quota-exceeded',
  ],
  [
    /ratelimit|throttl|toomanyrequests|resourceexhausted|tpmexceeded|rpmexceeded|requestlimit|concurrencylimit/,
    'rate-limited',
  ],
  [/timeout|timedout|deadlineexceeded/, 'timeout'],
  [/permission|forbidden|accessdenied|notallowed|unsupportedcountry|accesstermin|serviceblocked/, 'permission-denied'],
  [
    /unauthenticated|unauthori[sz]ed|authentication|invalidauth|apikey|(invalid|expired)token|credential/,
    'authentication',
  ],
  [/(invalid|incomplete)signature|signaturedoesnotmatch|unrecognizedclient|invalidclient/, 'authentication'],
  [/notfound|nosuchmodel|unknownmodel|doesnotexist|notexist/, 'not-found'],
  [/overload|unavailable|capacity|notready|modelloading|serverbusy|enginebusy|slowdown/, 'overloaded'],
];

/** Words that a status which says more goes before. */
const vague: readonly (readonly [RegExp, FailureClass])[] = [
  [/invalidrequest|badrequest|validation|invalidparam|invalidargument|unsupported|unprocessable/, 'invalid-request'],
  [
    /context(length|size|window)|missing\w*param|invalid(prompt|value|type|input)|toolong|outofrange|failedprecondition/,
    'invalid-request',
  ],
];

/** Numbers of vendors that are no status of HTTP: MiniMax (`base_resp`) and Zhipu (`error.code`). */
const byNumber: { readonly [code: string]: FailureClass } = {
  1001: 'timeout',
  1002: 'rate-limited',
  1004: 'authentication',
  1008: 'quota-exceeded',
  1026: 'content-filter',
  1027: 'content-filter',
  1039: 'rate-limited',
  1041: 'rate-limited',
  1113: 'quota-exceeded',
  1301: 'content-filter',
  1302: 'rate-limited',
  1303: 'rate-limited',
  1304: 'quota-exceeded',
  1305: 'overloaded',
  2013: 'invalid-request',
  2049: 'authentication',
  2056: 'quota-exceeded',
};

const byStatus: { readonly [status: number]: FailureClass } = {
  401: 'authentication',
  402: 'quota-exceeded',
  403: 'permission-denied',
  404: 'not-found',
  408: 'timeout',
  409: 'server-error', // lost a race for a lock on their side; asking again helps
  410: 'not-found',
  424: 'server-error', // Bedrock and TGI: the model behind the endpoint failed
  425: 'overloaded',
  429: 'rate-limited',
  499: 'server-error', // Google and nginx: somebody on their side gave up
  503: 'overloaded',
  504: 'timeout',
  524: 'timeout', // Cloudflare
  529: 'overloaded',
};

/** The class that a code means by itself; undefined where it says less than the status does. */
export function classOfCode(code: string | number): FailureClass | undefined {
  const text = String(code);
  if (Object.hasOwn(byNumber, text)) return byNumber[text];
  return firstFitting(telling, text);
}

/** The class that a code suggests where nothing else says more. */
export function classOfVagueCode(code: string | number): FailureClass | undefined {
  return firstFitting(vague, String(code));
}

/** The class of a status that is not just any 400 or 500. */
export function classOfStatus(status: number): FailureClass | undefined {
  return Object.hasOwn(byStatus, status) ? byStatus[status] : undefined;
}

/** A status of HTTP in a body, as a number or as text; undefined for any other code. */
export function statusInCode(code: string | number): number | undefined {
  const status = /^[45]\d\d$/.test(String(code)) ? Number(code) : undefined;
  return status;
}

function firstFitting(rules: typeof telling, code: string): FailureClass | undefined {
  const words = code
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  return rules.find(([pattern]) => pattern.test(words))?.[1];
}
