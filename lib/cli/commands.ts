import type { Command } from 'commander';

/** Adds the commands of a file to the program. */
type Register = (program: Command, version: string) => void;

/** A file of commands, and their names. */
export interface CommandFile {
  readonly names: readonly string[];
  readonly load: () => Promise<Register>;
}

/**
 * Every command, in the order of the help. Files are read when one of their commands is asked for: all of them together
 * take half a second and 50 MB, which nobody needs who asks for a status.
 */
export const commandGroups: Readonly<Record<string, readonly CommandFile[]>> = {
  'Set up:': [
    { names: ['init'], load: async () => (await import('./init.ts')).registerInit },
    { names: ['capture'], load: async () => (await import('./capture.ts')).registerCapture },
    { names: ['import'], load: async () => (await import('./import.ts')).registerImport },
    { names: ['sharpen'], load: async () => (await import('./sharpen.ts')).registerSharpen },
    { names: ['lint'], load: async () => (await import('./lint.ts')).registerLint },
    { names: ['schema'], load: async () => (await import('./schema.ts')).registerSchema },
    { names: ['demo'], load: async () => (await import('./demo.ts')).registerDemo },
    { names: ['plan'], load: async () => (await import('./plan.ts')).registerPlan },
    { names: ['push'], load: async () => (await import('./push.ts')).registerPush },
  ],
  'Watch:': [
    { names: ['run'], load: async () => (await import('./run.ts')).registerRun },
    { names: ['watch'], load: async () => (await import('./watch.ts')).registerWatch },
  ],
  'Look:': [
    { names: ['status'], load: async () => (await import('./status.ts')).registerStatus },
    { names: ['history'], load: async () => (await import('./history.ts')).registerHistory },
    { names: ['budget'], load: async () => (await import('./budget.ts')).registerBudget },
    { names: ['incidents'], load: async () => (await import('./incidents.ts')).registerIncidents },
    { names: ['diff'], load: async () => (await import('./diff.ts')).registerDiff },
    { names: ['explain'], load: async () => (await import('./explain.ts')).registerExplain },
    { names: ['show'], load: async () => (await import('./show.ts')).registerShow },
    { names: ['report'], load: async () => (await import('./report.ts')).registerReport },
    { names: ['export'], load: async () => (await import('./export.ts')).registerExport },
    { names: ['runbook'], load: async () => (await import('./runbook.ts')).registerRunbook },
    { names: ['models'], load: async () => (await import('./models.ts')).registerModels },
    { names: ['serve'], load: async () => (await import('./serve.ts')).registerServe },
    { names: ['verify'], load: async () => (await import('./verify.ts')).registerVerify },
    { names: ['metrics'], load: async () => (await import('./metrics.ts')).registerMetrics },
  ],
  'Recordings:': [
    { names: ['backtest'], load: async () => (await import('./backtest.ts')).registerBacktest },
    { names: ['compare'], load: async () => (await import('./compare.ts')).registerCompare },
  ],
  'Debug:': [{ names: ['reroll'], load: async () => (await import('./reroll.ts')).registerReroll }],
  'Decide:': [
    { names: ['ack', 'resolve'], load: async () => (await import('./ack.ts')).registerAck },
    { names: ['accept'], load: async () => (await import('./accept.ts')).registerAccept },
    { names: ['silence', 'mark'], load: async () => (await import('./silence.ts')).registerSilence },
    { names: ['erase'], load: async () => (await import('./erase.ts')).registerErase },
    { names: ['alerts'], load: async () => (await import('./alerts.ts')).registerAlerts },
  ],
};

/** Commands that look at long histories, one piece after another, and keep little of what they have read. */
const looking: readonly string[] = [
  ...['status', 'history', 'incidents', 'show', 'explain', 'diff', 'report', 'export', 'metrics', 'serve'],
];

/** Whether a command reads much and keeps little. */
export function isLooking(command: string | undefined): boolean {
  return command !== undefined && looking.includes(command);
}
