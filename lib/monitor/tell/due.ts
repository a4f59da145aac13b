import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { Alert } from '../../domain/verdict/alert.ts';
import type { IncidentGroup } from '../../domain/verdict/incident-group.ts';

/** An alert and the pieces of news that it brings; a sink that knows them all is not sent it. */
export interface Due {
  readonly alert: Alert;
  readonly news: readonly string[];
  /** Set where the alert is for those who do not know the first piece yet, whatever they know of the others. */
  readonly ifFirstIsNew?: boolean;
}

/** What an alert says of its endpoint. */
export function endpointName({ id, provider, model }: Pick<Endpoint, 'id' | 'provider' | 'model'>): Alert['endpoint'] {
  return { id, provider, model };
}

/** What an alert says of those that belong together: those that people are told of by now; nothing of one alone. */
export function toldGroup(group: IncidentGroup, members: number): { readonly group?: IncidentGroup } {
  return members < 2 ? {} : { group: { ...group, members: group.members.slice(0, members) } };
}

/** The piece of news that so many members are told of; of the founder alone there is another one. */
export function membersPiece({ id }: IncidentGroup, members: number): string[] {
  return members < 2 ? [] : [`${id} at ${members}`];
}
