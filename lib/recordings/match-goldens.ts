import { ConfigError, type Problem } from '../domain/errors.ts';
import type { Recording } from '../domain/run/recording.ts';
import type { Sample } from '../domain/run/sample.ts';

export interface GoldenMatch {
  /** Goldens, by id, of which one side does not say which version was sent: there, versions are left aside. */
  readonly versionless: ReadonlySet<string>;
  /** Versions, as `id@version`, that only one side has, beside one that both have. */
  readonly onlyOneSide: readonly string[];
}

/** Named in one message; the rest are counted. */
const namedGoldens = 5;

/**
 * Makes sure that two recordings are about the same golden requests.
 *
 * @throws {ConfigError} if one side lacks a golden of the other, or they share no version of one.
 */
export function matchGoldens(before: Recording, after: Recording): GoldenMatch {
  const [was, is] = [versionsByGolden(before), versionsByGolden(after)];
  const problems: Problem[] = [...lacking(was, before, is, after), ...lacking(is, after, was, before)];
  const versionless = new Set<string>();
  const onlyOneSide: string[] = [];
  for (const [golden, past] of was) {
    const present = is.get(golden);
    if (present === undefined) continue;
    if (past.has(undefined) || present.has(undefined)) {
      versionless.add(golden);
      continue;
    }
    const shared = [...past].filter((version) => present.has(version));
    if (shared.length === 0)
      problems.push({
        where: after.source,
        what: `golden ${golden} was sent as version ${names(present)}, in ${before.source} as ${names(past)}, expected the same request in both`,
      });
    for (const version of new Set([...past, ...present]))
      if (shared.length > 0 && !shared.includes(version)) onlyOneSide.push(`${golden}@${version?.slice(0, 12)}`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return { versionless, onlyOneSide };
}

type Versions = ReadonlyMap<string, ReadonlySet<string | undefined>>;

function versionsByGolden({ runs }: Recording): Versions {
  const versions = new Map<string, Set<string | undefined>>();
  for (const { samples } of runs)
    for (const { golden, goldenVersion } of samples) {
      const found = versions.get(golden);
      if (found === undefined) versions.set(golden, new Set([goldenVersion]));
      else found.add(goldenVersion);
    }
  return versions;
}

function lacking(has: Versions, from: Recording, other: Versions, where: Recording): Problem[] {
  const missing = [...has.keys()].filter((golden) => !other.has(golden)).sort();
  if (missing.length === 0) return [];
  const rest = missing.length > namedGoldens ? ` and ${missing.length - namedGoldens} more` : '';
  const what = `lacks ${missing.slice(0, namedGoldens).join(', ')}${rest}, expected the same goldens as in ${from.source}`;
  return [{ where: where.source, what }];
}

function names(versions: ReadonlySet<string | undefined>): string {
  return [...versions].map((version) => version?.slice(0, 12)).join(', ');
}

/** The sample without its version where versions are left aside. */
export function withoutVersion(sample: Sample, { versionless }: GoldenMatch): Sample {
  if (sample.goldenVersion === undefined || !versionless.has(sample.golden)) return sample;
  const { goldenVersion: _, ...rest } = sample;
  return rest as Sample;
}
