import * as z from 'zod';

const WebAddress = z
  .string()
  .refine((text) => /^https?:$/.test(URL.parse(text.replace(/\{[a-z]+\}/g, 'x'))?.protocol ?? ''), {
    message: 'expected an absolute http or https URL',
  })
  .refine((text) => [...text.matchAll(/\{([^}]*)\}/g)].every(([, name = '']) => placeholders.includes(name)), {
    message: 'expected no other placeholders than {endpoint}, {run} and {incident}',
  });

/** What an address may leave open. */
const placeholders = ['endpoint', 'run', 'incident'];

/** Where messages lead to. Addresses are absolute: whoever reads a message is somewhere else. */
export const Links = z.strictObject({
  report: WebAddress.optional().describe(
    'where reports are published, e.g. https://reports.example.com/{endpoint}.html; {endpoint}, {run} and {incident} are filled in',
  ),
  runbook: WebAddress.optional().describe(
    'a page with a heading for each kind of message, as docs/runbook.md has; its anchor is put behind the address',
  ),
});
export type Links = z.infer<typeof Links>;

/** Fills in what an address leaves open; what is not known is left out. */
export function filledIn(address: string, values: { readonly [name: string]: string | undefined }): string {
  return address.replace(/\{([a-z]+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}
