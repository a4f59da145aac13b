import * as z from 'zod';
import { GoldenFile } from './golden/golden-file.ts';
import { TraceFile } from './golden/trace-tree.ts';
import { ProjectFile } from './project/project.ts';
import { Exchange } from './run/exchange.ts';
import { Sample } from './run/sample.ts';

const published: { readonly [name: string]: { readonly title: string; readonly schema: z.ZodType } } = {
  project: { title: 'pinwatch.yaml: what is watched, how often, and with how many false alarms', schema: ProjectFile },
  golden: { title: 'A golden request of pinwatch, one file in the folder of goldens', schema: GoldenFile },
  trace: {
    title: 'A trace tree of pinwatch: the calls of an agent, one file in the folder of goldens',
    schema: TraceFile,
  },
  sample: { title: 'A line of the recorded-runs format: one answer to one golden request', schema: Sample },
  exchange: {
    title: 'A line of a recording: a request to a model and its answer, or a call of a tool',
    schema: Exchange,
  },
};

/** JSON Schemas (draft 2020-12) of the files that people and other tools write, by name. */
export function jsonSchemas(): { readonly [name: string]: object } {
  return Object.fromEntries(
    Object.entries(published).map(([name, { title, schema }]) => {
      const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
      return [name, { $schema, title, ...rest }];
    }),
  );
}
