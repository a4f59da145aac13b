import type { JsonObject } from '../domain/json.ts';
import type { Alert } from '../domain/verdict/alert.ts';
import { alertPoints } from '../report/alert/alert-markdown.ts';
import { nextSteps } from '../report/alert/alert-text.ts';
import { alertHeadline, alertSummary } from '../report/alert/alert-words.ts';
import { cutEnd, printable } from '../report/words/printable.ts';

/** Slack's limits: characters of a header and of a section. */
const [headerCharacters, sectionCharacters] = [150, 3000];

const marks = { critical: '🔴', major: '🟠', minor: '🟡', info: '🔵' } as const;

/**
 * An alert for a Slack incoming webhook, or anything that understands one (Mattermost, Discord under `/slack`): a text
 * for notifications, and blocks. Ids and numbers only.
 */
export function slackMessage(alert: Alert): JsonObject {
  const { tone, severity } = alertHeadline(alert);
  const head = alertSummary(alert);
  const mark = tone === 'good' ? '🟢' : marks[severity];
  const points = alertPoints(alert).map(({ label, text }) => `*${label}*  ${escapeSlack(text)}`);
  const next = nextSteps(alert).map(({ command }) => `\`${escapeSlack(printable(command))}\``);
  const links = (alert.links ?? []).map(
    ({ text: name, url }) => `<${escapeSlack(printable(url))}|${escapeSlack(name)}>`,
  );
  return {
    text: escapeSlack(head),
    blocks: [
      {
        type: 'header',
        text: { type: 'plain_text', text: cutEnd(`${mark} ${head}`, headerCharacters), emoji: true },
      },
      ...(points.length === 0 ? [] : [section(points.join('\n'))]),
      ...(links.length === 0 ? [] : [section(links.join('   '))]),
      { type: 'context', elements: [{ type: 'mrkdwn', text: `Next: ${next.join('  ')}` }] },
    ],
  };
}

function section(text: string): JsonObject {
  return { type: 'section', text: { type: 'mrkdwn', text: cutEnd(text, sectionCharacters) } };
}

/** The three characters that mean something to Slack: mentions and links are written between angle brackets. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
