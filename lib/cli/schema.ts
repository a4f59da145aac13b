import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../domain/errors.ts';
import { jsonSchemas } from '../domain/json-schemas.ts';
import { plain } from '../report/terminal/styled-text.ts';
import { exitCodes } from './exit-codes.ts';
import { print, printJson } from './terminal.ts';

const names = [...Object.keys(jsonSchemas()), 'openapi'].join(', ');

const help = `
Examples:
  $ pinwatch schema golden               the schema of a golden request
  $ pinwatch schema openapi              the API of pinwatch serve
  $ pinwatch schema --write schemas      all of them, a file each

Editors that know YAML check a file against a schema that its first line names:
  # yaml-language-server: $schema=./node_modules/pinwatch/schemas/project.json
`;

interface SchemaOptions {
  readonly write?: string;
}

export function registerSchema(program: Command): void {
  program
    .command('schema [name]')
    .summary('JSON Schemas of the files')
    .description(
      `Writes JSON Schemas (draft 2020-12) of the files that pinwatch reads, and the OpenAPI description of its API: ${names}.`,
    )
    .option('-w, --write <folder>', 'write every schema to a file in this folder')
    .addHelpText('after', help)
    .action(async (name: string | undefined, { write }: SchemaOptions) => {
      const { describeApi } = await import('../api/describe-api.ts');
      const schemas = { ...jsonSchemas(), openapi: describeApi() };
      process.exitCode = exitCodes.fine;
      if (write !== undefined) return writeSchemas(schemas, write);
      if (name === undefined) return printJson(schemas);
      const schema = Object.hasOwn(schemas, name) ? schemas[name as keyof typeof schemas] : undefined;
      if (schema === undefined)
        throw new ConfigError([{ where: 'schema', what: `expected one of ${names}, got "${name}"` }]);
      printJson(schema);
    });
}

function writeSchemas(schemas: { readonly [name: string]: unknown }, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, schema] of Object.entries(schemas)) {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
    print([[plain(file)]]);
  }
}
