import type { Message } from './message'

const colors = { ALARM: '#b3261e', OK: '#1b7f4b', INSUFFICIENT_DATA: '#6b6b6b' }

/**
 * Text for Slack, in which & < > cannot begin markup or a mention. Compatible servers also obey a bare
 * @here and Markdown links and images, which a zero-width space breaks.
 */
export const slackText = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@(?=\w)/g, '@\u200b')
    .replaceAll('](', ']\u200b(')

/** The body for Slack’s incoming webhooks and compatible ones: Mattermost, Rocket.Chat, Discord’s /slack. */
export function slackBody({ subject, lines, link, state }: Message): string {
  const text = slackText(subject)
  return JSON.stringify({
    text,
    mrkdwn: false,
    attachments: [
      {
        color: colors[state],
        fallback: text,
        title: 'Open the alarm',
        title_link: link,
        text: slackText(lines.join('\n')),
        mrkdwn_in: [],
      },
    ],
  })
}
