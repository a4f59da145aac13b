/** What a text seems to hold that should not stand in a file. Never the value itself. */
export interface Confidential {
  readonly kind: 'secret' | 'personal-data';
  /** With its article, e.g. `an e-mail address`. */
  readonly name: string;
}

interface Pattern extends Confidential {
  readonly pattern: RegExp;
  /** Tells what only looks like it. */
  readonly isReal?: (found: string) => boolean;
}

/** Also as the end of a longer name: `DB_PASSWORD`, `AWS_SECRET_ACCESS_KEY`. */
const secretName = String.raw`(?:password|passwd|pwd|passphrase|passwort|contraseña|mot de passe|secret|(?:api|access|secret|account|private)[_-]?key|(?:access|auth|refresh)[_-]?token)\b`;

const patterns: readonly Pattern[] = [
  secret('a private key', /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/g),
  secret('an AWS access key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g),
  secret('an API key', /\b(?:sk|pk|rk)[-_](?:[a-z]+[-_])*[A-Za-z0-9_-]{20,}/g, mixesDigitsAndLetters),
  secret('a Google API key', /\bAIza[A-Za-z0-9_-]{35}/g),
  secret('a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})/g),
  secret('a Slack token', /\bxox[abeprs]-[A-Za-z0-9-]{10,}/g),
  secret('a Hugging Face token', /\bhf_[A-Za-z0-9]{30,}/g),
  secret('a signed token (JWT)', /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g),
  secret('a bearer token', /\bbearer\s+[A-Za-z0-9._~+/-]{20,}/gi, mixesDigitsAndLetters),
  secret('a password in an address', /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"']{1,80}:[^\s/@"']{1,80}@/gi, isRealLogin),
  secret('a GitLab token', /\bglpat-[A-Za-z0-9_-]{20,}/g),
  secret('an npm token', /\bnpm_[A-Za-z0-9]{36}\b/g),
  secret('a SendGrid key', /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{32,}/g),
  secret(
    'a password or key',
    new RegExp(`${secretName}["']?\\s*(?:[:=]|=>|is)\\s*["']?([^\\s"',;<>{}]{8,})`, 'gi'),
    isAssigned,
  ),
  personal(
    'an e-mail address',
    /(?<!:\/\/[^\s/]{0,80})\b[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b/g,
    isRealAddress,
  ),
  personal('a phone number', /(?<![\w+])\+\d[\d ().-]{6,18}\d\b/g, isRealNumber),
  personal(
    'a phone number',
    /(?<![\w.+-])(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-.])[2-9]\d{2}[-.]\d{4}(?![\w-]|\.\d)/g,
    isRealNumber,
  ),
  personal('a payment card number', /(?<![\w.-])[3-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{3,4}(?![\w-])/g, passesLuhn),
  personal('a bank account number (IBAN)', /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g, isIban),
  personal(
    'a passport number',
    /\bpassport (?:no|nr|number)\b\.?\s*(?:(?:[:#]|is)\s*)?(?=[A-Z0-9]*\d{2})[A-Z0-9]{6,9}\b/gi,
  ),
  personal(
    'a date of birth',
    /\b(?:dob|date[ _]of[ _]birth|birth[ _-]?date|geburtsdatum)\b["']?\s*(?:(?:[:=]|is)\s*)?["']?(?:\d{1,4}[-/. ]\d|\d{1,2}\.? [a-z]{3}|[a-z]{3,9} \d{1,2},)/gi,
  ),
  personal('a social security number', /(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g),
];

/**
 * Kinds of secrets and of likely personal data in a text, each once. Looks for forms that are seldom anything else
 * (checksums are checked); names of people and free text cannot be told this way.
 */
export function confidentialIn(text: string): Confidential[] {
  const found = patterns
    .filter(({ pattern, isReal = () => true }) => (text.match(pattern) ?? []).some(isReal))
    .map(({ kind, name }) => ({ kind, name }));
  return found.filter(({ name }, i) => found.findIndex((one) => one.name === name) === i);
}

function secret(name: string, pattern: RegExp, isReal?: Pattern['isReal']): Pattern {
  return { kind: 'secret', name, pattern, ...(isReal === undefined ? {} : { isReal }) };
}

function personal(name: string, pattern: RegExp, isReal?: Pattern['isReal']): Pattern {
  return { kind: 'personal-data', name, pattern, ...(isReal === undefined ? {} : { isReal }) };
}

function mixesDigitsAndLetters(found: string): boolean {
  return /\d/.test(found) && /[A-Za-z]{2}/.test(found);
}

/**
 * Whether what is assigned to the name of a secret is one: digits among letters, and none of the things that stand where
 * a secret would (`YOUR_API_KEY`, `os.environ[…]`, `${KEY}`, `********`, a call).
 */
function isAssigned(found: string): boolean {
  const value = /(?:[:=]|=>|\bis\b)\s*["']?([^\s"']+)$/i.exec(found)?.[1] ?? '';
  if (
    /^[$%<{*[(]|^(?:your|my|the|some|example|process\.|os\.|env|getenv|config|settings|self\.|this\.)|[([]/i.test(value)
  )
    return false;
  return /\d/.test(value) && /[A-Za-z]/.test(value) && !/^(?:is)?[a-z]+\d$/.test(value);
}

/** Not the `user:password@host` of every manual. */
function isRealLogin(found: string): boolean {
  return !/:(?:pass(?:word|wd)?|pwd|secret|changeme|x+|[*.]+|[<{$[%].*)@$/i.test(found);
}

/** Not an address set aside for examples (RFC 2606), of a company that stands for any, or of an office, not a person. */
function isRealAddress(found: string): boolean {
  return !/@(?:[\w-]+\.)*(?:example(?:\.[a-z]+)?|test|invalid|localhost)$|@(?:your|my)?-?(?:company|domain|organi[sz]ation|site|website|business|store|shop|email)\.[a-z]+$|^(?:git|no-?reply|do-?not-?reply|support|info|help|hello|contact|sales|admin|postmaster|webmaster|office|service|billing|privacy|abuse|security|press|jobs|careers|orders|returns|customer-?(?:service|care|support))@/i.test(
    found,
  );
}

/** Long enough to be called, and not one of those that were set aside for fiction (555-01xx, area 555). */
function isRealNumber(found: string): boolean {
  const digits = digitsOf(found);
  return digits.length >= 9 && !/^1?(?:555\d{7}|\d{3}55501\d{2})$/.test(digits);
}

function digitsOf(found: string): string {
  return found.replace(/\D/g, '');
}

/** The checksum of payment cards: every second digit from the right counts twice. */
function passesLuhn(found: string): boolean {
  const digits = [...digitsOf(found)].map(Number).reverse();
  const sum = digits.reduce((total, digit, i) => {
    const counted = i % 2 === 1 ? digit * 2 : digit;
    return total + (counted > 9 ? counted - 9 : counted);
  }, 0);
  return sum % 10 === 0 && new Set(digits).size > 1;
}

/** ISO 13616: the country goes to the end, letters count 10 to 35, and the whole is 1 modulo 97. */
function isIban(found: string): boolean {
  const account = found.replaceAll(' ', '');
  if (account.length < 15 || account.length > 34) return false;
  const digits = [...(account.slice(4) + account.slice(0, 4))].map((letter) => Number.parseInt(letter, 36)).join('');
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}
