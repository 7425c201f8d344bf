/** What stands above an exported conversation. Pure. */
import type { SessionDetail } from '../session/session.ts'
import { titleOf } from '../session/session-title.ts'
import { tokensIfAny } from '../usage/tokens.ts'
import { formatCount, formatDuration, formatUsd, plural } from '../words/format.ts'
import { redactText } from '../words/redact.ts'
import { plainLines, plainText } from '../words/text.ts'

export interface Heading {
  readonly title: string
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly note: string
}

export function headingOf(session: SessionDetail, agentName: string): Heading {
  const { id, project, worktree, branch, startedAt, lastActiveAt, durationMs, activeMs, model, prompts } = session
  const tokens = tokensIfAny(session)
  const facts: readonly (readonly [name: string, value: string | undefined])[] = [
    ['Agent', [agentName, session.version].filter(Boolean).join(' ')],
    ['Project', [project, worktree, branch].filter(Boolean).join(' · ')],
    [
      'Time',
      [startedAt, lastActiveAt]
        .map((at) => momentIn(at))
        .filter(Boolean)
        .join(' to '),
    ],
    ['Lasted', lastedIn(durationMs, activeMs)],
    ['Model', model],
    ['Prompts', prompts === undefined ? undefined : plural(prompts, 'prompt')],
    ['Tokens', tokens === undefined ? undefined : formatCount(tokens)],
    ['Cost', session.costUsd === undefined ? undefined : `${formatUsd(session.costUsd)} at list prices`],
    ['Tags', session.tags?.map((tag) => `#${tag}`).join(' ')],
    ['Session', id],
  ]
  return {
    title: plainText(redactText(titleOf(session) ?? id)),
    facts: facts.flatMap(([name, value]) => (value ? [[name, plainText(redactText(value))] as const] : [])),
    note: plainLines(redactText(session.note ?? '')),
  }
}

const lastedIn = (durationMs: number | undefined, activeMs: number | undefined): string | undefined => {
  if (durationMs === undefined) return undefined
  return `${formatDuration(durationMs)}${activeMs === undefined ? '' : `, ${formatDuration(activeMs)} active`}`
}

/** `2026-11-20 14:02 UTC`: whoever reads it may be elsewhere. */
export const momentIn = (at: string | undefined): string =>
  at === undefined || Number.isNaN(Date.parse(at))
    ? ''
    : `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
