import type { Incident } from '../domain/verdict/incident.ts';
import { type Line, style } from '../report/terminal/styled-text.ts';
import { type CommandPlace, commandText } from './command-text.ts';

/** Of each endpoint that was taken out of the project while an incident went on: that no run ends it, and what does. */
export function removedLines(incidents: readonly Incident[], place: CommandPlace): Line[] {
  return [...new Set(incidents.map(({ endpoint }) => endpoint))].map((id): Line => {
    const what = `! ${id}: is not in the project any more, so that no run ends its incident: `;
    return [style('warning', what), style('command', commandText(`resolve ${id} --why "..."`, place))];
  });
}
