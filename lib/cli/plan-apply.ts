import { readFileSync, writeFileSync } from 'node:fs';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import type { ProjectChoice } from '../power/choose.ts';
import { editedProject } from '../project/edit-project.ts';
import { type Line, style } from '../report/terminal/styled-text.ts';
import { printable } from '../report/words/printable.ts';
import { structuredPatch } from './line-patch.ts';

/** The project file as it is, and as a choice would have it. */
export interface FileEdit {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** What writing a choice into the project file would come to. Writes nothing. */
export function editOf(file: string, project: ProjectFile, choice: ProjectChoice): FileEdit {
  const before = readFileSync(file, 'utf8');
  const { every } = choice;
  const endpoints = project.endpoints.flatMap((endpoint) => editOfEndpoint(endpoint, project, choice));
  const edit = { ...(every === project.every ? {} : { every }), endpoints };
  return { file, before, after: editedProject(file, before, edit) };
}

function editOfEndpoint(endpoint: Endpoint, project: ProjectFile, { every, points, canaries }: ProjectChoice) {
  const { id } = endpoint;
  const own = (wanted: string) => (wanted === (endpoint.every ?? every) ? {} : { every: wanted });
  const beside = canaries?.get(id);
  if (beside !== undefined) {
    const isKept = endpoint.canary !== undefined && beside.canaryEvery === (endpoint.canary.every ?? project.every);
    return [{ id, ...own(beside.every), ...(isKept ? {} : { canaryEvery: beside.canaryEvery }) }];
  }
  // A canary without an interval of its own has the project's, which is not what was chosen here.
  const isMoved = every !== project.every && endpoint.canary !== undefined && endpoint.canary.every === undefined;
  const stays = isMoved ? { canaryEvery: project.every } : {};
  const point = points.get(id);
  if (point === undefined || point.isCurrent) return isMoved ? [{ id, ...stays }] : [];
  const { repetitions, goldens } = point;
  return [
    {
      id,
      ...stays,
      ...(endpoint.every === undefined ? {} : own(point.every)),
      ...(repetitions === endpoint.repetitions ? {} : { repetitions }),
      ...(goldens.length === point.of ? {} : { goldens }),
    },
  ];
}

/** The edit as a person reads it: lines with `-` go, lines with `+` come. */
export function diffLines({ file, before, after }: FileEdit): Line[] {
  const { hunks } = structuredPatch(file, file, before, after, undefined, undefined, { context: 2 });
  return hunks.flatMap(({ oldStart, lines }): Line[] => [
    [style('quiet', `${file}, line ${oldStart}`)],
    ...lines.map((line): Line => [style(toneOf(line), printable(line))]),
  ]);
}

function toneOf(line: string) {
  return line.startsWith('-') ? 'before' : line.startsWith('+') ? 'after' : 'plain';
}

/** Writes the edit, unless somebody has changed the file meanwhile. Returns whether it did. */
export function writeEdit({ file, before, after }: FileEdit): boolean {
  if (readFileSync(file, 'utf8') !== before) return false;
  writeFileSync(file, after);
  return true;
}
