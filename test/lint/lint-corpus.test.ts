import { describe, expect, it } from 'vitest';
import type { Api } from '../../lib/domain/endpoint/api.ts';
import type { JsonObject } from '../../lib/domain/json.ts';
import { confidentialIn } from '../../lib/lint/confidential-text.ts';
import { dayFinder, namesItsDay } from '../../lib/lint/spellings-of-date.ts';
import { unansweredToolCalls } from '../../lib/lint/unanswered-tool-calls.ts';
import { isUnrendered } from '../../lib/lint/unrendered-text.ts';
import { secondsOfWork } from '../helpers/seconds-of-work.ts';

// What people really write. A rule that cries at ordinary prompts is switched off, and then it finds nothing.

/** Put together here, so that no scanner of repositories takes this file for a leak. */
const key = (...parts: string[]) => parts.join('');

describe('a secret', () => {
  it.each([
    `Use ${key('sk-', 'proj-abc123DEF456ghi789JKL012mno')}`,
    `${key('sk-', 'ant-api03-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789')}`,
    `Authorization: Bearer ${key('abc123def456', 'ghi789jkl012mno')}`,
    `export AWS_SECRET_ACCESS_KEY=${key('wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYzzzzzzzzzz')}`,
    `DB_PASSWORD=${key('Tr0ub', '4dor&3')}`,
    `client_secret="${key('8Q~abcDEF', '123ghi456')}"`,
    `{"api_key": "${key('9f8a7b6c5d4e', '3f2a1b0c')}"}`,
    `my password is ${key('hunter2', 'hunter2')}`,
    `Passwort: ${key('Geheim', '1234')}`,
    `db postgres://admin:${key('s3cr', '3tpw')}@db.internal:5432/x`,
    key('glpat-', 'AbCdEfGhIj0123456789'),
    key('SG.abcdefghijklmnopqrstuv', '.abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'),
    `AccountKey=${key('Zm9vYmFyYmF6cXV4MTIzNDU2', 'Nzg5MGFiY2RlZmdoaWprbG1ub3A==')}`,
  ])('is told: %s', (text) => {
    expect(confidentialIn(text).map(({ kind }) => kind)).toEqual(['secret']);
  });

  it.each([
    'How do I reset my password?',
    'Your password must contain 8 characters and 1 digit',
    'The secret is to use patience',
    'api_key=YOUR_API_KEY_2',
    "api_key = os.environ['OPENAI_API_KEY2']",
    'password = getPassword2(user)',
    'password: ********',
    'password: <your password 2>',
    'export API_KEY=$API_KEY_2',
    'Bearer <token-goes-here-1234567890>',
    'my password is not working since 2024',
    'password is required1',
    'postgres://user:password@localhost:5432/db',
    'def f(password: str) -> bool',
    'disk-encryption-and-key-management-v2',
    'skip-the-line-and-save-20-dollars-today',
    'risk-assessment-for-enterprise-customers-2024',
  ])('is not seen where there is none: %s', (text) => {
    expect(confidentialIn(text)).toEqual([]);
  });
});

describe('likely personal data', () => {
  it.each([
    ['an e-mail address', 'write to jane.doe@gmail.com'],
    ['a phone number', 'call +44 20 7946 0958'],
    ['a phone number', 'Phone: (415) 867-2671'],
    ['a phone number', 'call me at 415-867-5309'],
    ['a payment card number', 'Amex 378282246310005'],
    ['a bank account number (IBAN)', 'IBAN DE89 3704 0044 0532 0130 00'],
    ['a social security number', 'SSN 123-45-6789'],
    ['a passport number', 'Passport number: C01X00T47'],
    ['a date of birth', 'Patient, DOB: 1984-03-12'],
    ['a date of birth', '{"date_of_birth": "12.03.1984"}'],
  ])('is told as %s: %s', (name, text) => {
    expect(confidentialIn(text)).toEqual([{ kind: 'personal-data', name }]);
  });

  it.each([
    'write to support@acme-shop.com or noreply@yourcompany.com',
    'git clone git@github.com:foo/bar',
    'call us at +1 (555) 010-9999 or 1-800-FLOWERS',
    'in films they dial 212-555-0147',
    'range 100-200-3000, part number 3782-8224-6310',
    'ISBN 978-3-16-148410-0, serial 123-45-678',
    'coordinates +52.520008, +13.404954',
    'temperatures +12 +14 +15 +17 +18',
    'tracking 1Z999AA10123456784',
    'uuid 4a1c3d2e-1111-4111-8111-111111111111',
    'npm i foo@1.2.3, a decorator @app.route, @media screen',
    'What is your passport number? What is your date of birth?',
    'The date of birth is a required field.',
  ])('is not seen where there is none: %s', (text) => {
    expect(confidentialIn(text)).toEqual([]);
  });
});

describe('today in a prompt', () => {
  const holdsToday = dayFinder(new Date('2026-11-02T12:00:00Z'));

  it.each([
    'Current date: 2026-11-02',
    'now: 2026-11-02T10:00:00Z',
    'Current time: Mon Nov 02 2026 10:00:00 GMT+0000',
    "today's date is November 2nd, 2026",
    'the 2nd of November 2026',
    'Today is 11/2/26',
    'le 2 novembre 2026',
    'Heute ist der 2. November 2026',
    'Stand: 02.11.2026',
    'Hoy es 2 de noviembre de 2026',
    '今日は2026年11月2日です',
  ])('is found: %s', (text) => {
    expect(holdsToday(text)).toBe(true);
  });

  it.each([
    'invoice of 22 November 2026', // a 2 November 2026 stands in it
    'build 1.2.11.26, ratio 2/11, 11/2',
    '3 November 2026',
    'in November 2026',
    'order 20261102, part 12026-11-02',
  ])('is not seen in %s', (text) => {
    expect(holdsToday(text)).toBe(false);
  });
});

describe('a prompt that says which day it is', () => {
  it.each([
    'Today is 3 May 2025',
    'Today is Saturday, May 3rd, 2025',
    "Today's date: 05/03/2025",
    '<current_date>2025-05-03</current_date>',
    '{"current_datetime": "2025-05-03T10:00:00Z"}',
    'Knowledge cutoff: 2024-06. Current date: 2025-02-01.',
    'It is now Saturday, 3 May 2025.',
    'Date today - 3.5.2025',
    'Heute ist Samstag, der 3. Mai 2025',
    "Aujourd'hui, le 3 mai 2025",
    '今日は2025年5月3日です',
  ])('is found: %s', (text) => {
    expect(namesItsDay(text)).toBe(true);
  });

  it.each([
    'Is the flight on 2025-05-03 on time today?',
    'now the invoice of 2025-05-03 is late',
    'What was announced today in history, 3 May 1999?',
    'The current date picker shows 2025-05-03 by default',
    'I know, 2025-05-03 was the date',
    'What is the current date format, e.g. DD/MM/YYYY?',
    'The deadline is 2025-05-03',
    'Shipped 2025-05-03, can I now return it?',
  ])('is not seen in %s', (text) => {
    expect(namesItsDay(text)).toBe(false);
  });
});

/* biome-ignore-start lint/suspicious/noTemplateCurlyInString: that is what an unrendered template looks like */
describe('a template without its rendering', () => {
  it.each([
    'Hello {{name}}',
    'Hello {{ user.name }}',
    'Dear {% if x %}a{% endif %}',
    'Hello ${name}',
    'Hello <%= name %>',
    '%(name)s hello',
    'Context: {context}\n\nQuestion: {question}',
    'Answer {user_question} using {retrieved_docs}',
    'Summarize the text in triple backticks: ```{text}```',
    '<context>{context}</context>',
    'Text: """{text}"""',
  ])('is found: %s', (text) => {
    expect(isUnrendered(text)).toBe(true);
  });

  it.each([
    'Reply with JSON like {"a": 1} or {key: value}',
    'f(x) = {x | x > 0}, a set {1,2,3}, \\frac{a}{b}',
    'function f() { return 1 }, body { color: red }',
    'use `{name}` as the format',
    'Explain what ${HOME} means in bash',
    'React: <div>{children}</div>',
    'GET /users/{user_id}/orders?query={query}',
    'print(f"{query}")',
    '```js\nconst s = `Hi ${name}`;\n```',
    'In Jinja you write {{ name }} to print',
    'a 50% discount and 20% off, costs $5 and $10',
  ])('is not seen in %s', (text) => {
    expect(isUnrendered(text)).toBe(false);
  });
});
/* biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above */

describe('a tool call without its result', () => {
  const asked = { role: 'assistant', function_call: { name: 'track', arguments: '{}' } };
  const items = (...input: object[]) => ({ input });
  const call = (type: string) => ({ type, call_id: 'c', name: 'track' });

  it.each<[Api, object]>([
    ['openai.chat', { messages: [asked, { role: 'user', content: 'and?' }] }],
    ['openai.responses', items(call('function_call'))],
    ['openai.responses', items(call('custom_tool_call'))],
    ['openai.responses', items({ type: 'local_shell_call', call_id: 'c' })],
    ['openai.responses', items(call('function_call'), { type: 'function_call_output', call_id: 'other', output: '' })],
  ])('is found, %s %j', (api, body) => {
    expect(unansweredToolCalls(api, body as JsonObject)).toHaveLength(1);
  });

  it.each<[Api, object]>([
    ['openai.chat', { messages: [asked, { role: 'function', name: 'track', content: 'x' }] }],
    ['openai.chat', { messages: [{ role: 'user', content: 'x' }], function_call: { name: 'track' } }],
    ['openai.responses', items(call('function_call'), { type: 'function_call_output', call_id: 'c', output: '' })],
    [
      'openai.responses',
      items(call('custom_tool_call'), { type: 'custom_tool_call_output', call_id: 'c', output: '' }),
    ],
    ['openai.responses', items({ type: 'web_search_call', id: 'w', status: 'completed' })],
    ['openai.responses', items({ type: 'mcp_call', id: 'm', output: 'x' })],
    [
      'anthropic.messages',
      {
        messages: [
          { role: 'assistant', content: [{ type: 'server_tool_use', id: 's', name: 'web_search', input: {} }] },
        ],
      },
    ],
  ])('is not seen in %s %j', (api, body) => {
    expect(unansweredToolCalls(api, body as JsonObject)).toEqual([]);
  });

  it.each(['passport no', 'DOB'])('takes its time for no text, however much white space stands in it: %s', (word) => {
    expect(secondsOfWork(() => confidentialIn(`${word}${' '.repeat(50_000)}!`))).toBeLessThan(1);
  });
});
