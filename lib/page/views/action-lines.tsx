import type { Action } from '../../domain/verdict/action.ts';
import { utcTime } from '../../report/words/time.ts';
import { Time } from '../parts/basics.tsx';

/** What people did, a line each. */
export function ActionLines({ actions }: { readonly actions: readonly Action[] }) {
  return (
    <ul class="plain-list">
      {actions.map((action) => (
        <li key={action.number}>
          <Time at={action.at} /> <strong>{action.by}</strong> {actionWords(action)}: {action.why}
        </li>
      ))}
    </ul>
  );
}

function actionWords(action: Action): string {
  switch (action.kind) {
    case 'acknowledged':
      return 'acknowledged the incident';
    case 'resolved':
      return 'resolved the incident';
    case 'silenced':
      return `silenced it until ${utcTime(action.until)}`;
    case 'unsilenced':
      return 'ended the silence';
    case 'marked':
      return `marked ${utcTime(action.happenedAt)}`;
    case 'tried':
      return 'tried the alerts out';
  }
}
