import type { Command } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { lookInto, orDeployed, type PlaceOptions } from './project.ts';

const help = `
Examples:
  $ pinwatch metrics > /var/lib/node_exporter/pinwatch.prom
  $ OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 pinwatch metrics --otlp

Without --otlp it writes the text format of Prometheus. --otlp sends them once,
where the environment variables of OpenTelemetry say, and needs its SDK (the
command that installs it is said). Run it after pinwatch run, from cron.
`;

export function registerMetrics(program: Command, version: string): void {
  orDeployed(program.command('metrics'))
    .summary('what is known now, for Prometheus and OpenTelemetry')
    .description('Writes what is known now of every endpoint as metrics. They hold no text of prompts or answers.')
    .option('-c, --config <file>', 'the project file', 'pinwatch.yaml')
    .option('--otlp', 'send them over OTLP instead of writing them')
    .addHelpText('after', help)
    .action(async (options: Omit<PlaceOptions, 'json'> & { readonly otlp?: true }) => {
      using local = await lookInto(options);
      const { gatherMetrics } = await import('../metrics/gather-metrics.ts');
      const measured = await gatherMetrics(local.project, local);
      if (options.otlp) {
        const { sendOtlp } = await import('../metrics/send-otlp.ts');
        await sendOtlp(measured, version);
      } else {
        const { prometheusText } = await import('../metrics/prometheus-text.ts');
        process.stdout.write(await prometheusText(measured));
      }
      process.exitCode = exitCodes.fine;
    });
}
