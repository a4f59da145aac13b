import type { GoldenDraft } from './imported.ts';

const longest = 64;
const digits = 10;

/**
 * The id of an imported golden, the same whenever the same thing is imported: what its source calls it, else what its
 * source calls requests of its kind (or the API) with the first digits of its version.
 *
 * @param taken whether an id belongs to another golden; then digits of the version make it its own.
 */
export function goldenId(
  { name, label, api }: Pick<GoldenDraft, 'name' | 'label' | 'api'>,
  version: string,
  taken: (id: string) => boolean,
): string {
  const named = name === undefined ? '' : slug(name, longest);
  if (named !== '' && !taken(named)) return named;
  const begun = named || slug(label ?? '', longest) || api.replaceAll('.', '-');
  for (let length = digits; length < version.length; length += digits) {
    const id = `${slug(begun, longest - 1 - length)}-${version.slice(0, length)}`;
    if (!taken(id)) return id;
  }
  return version;
}

/** Lower case, with hyphens for everything that an id may not hold; empty if nothing is left. */
export function slug(text: string, most: number): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .slice(0, most)
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
}
