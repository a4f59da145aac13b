import { readFileSync, writeFileSync } from 'node:fs';
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
export function editOf(file: string, project: ProjectFile, { every, points }: ProjectChoice): FileEdit {
  const before = readFileSync(file, 'utf8');
  const endpoints = project.endpoints.flatMap((endpoint) => {
    const point = points.get(endpoint.id);
    if (point === undefined || point.isCurrent) return [];
    const { repetitions, goldens } = point;
    const all = goldens.length === point.of;
    return [
      {
        id: endpoint.id,
        ...(repetitions === endpoint.repetitions ? {} : { repetitions }),
        ...(all ? {} : { goldens }),
      },
    ];
  });
  const edit = { ...(every === project.every ? {} : { every }), endpoints };
  return { file, before, after: editedProject(file, before, edit) };
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
