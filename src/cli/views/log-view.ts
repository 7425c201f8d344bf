/** `tce log`: who did what to whom, newest first. Pure: entries → lines. */
import { eitherOf } from '../../agents/kinds.ts'
import type { AuditEntry } from '../../core/audit/audit.ts'
import type { AgentId } from '../../core/process/agent-ids.ts'
import { plainText } from '../../core/words/text.ts'
import { kindMark } from '../../terminal/agent-words.ts'
import type { Line, Look, Role } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittingWidth, table } from '../../terminal/table.ts'

export interface LogContext {
  readonly nowMs: number
  /** Those that were asked for. */
  readonly agents?: readonly AgentId[] | undefined
}

export function logView(entries: readonly AuditEntry[], context: LogContext, look: Look): readonly Line[] {
  if (entries.length === 0) return [line(span(`${look.glyphs.none} `, 'dim'), nothingText(context))]
  const hasKinds = new Set(entries.flatMap(({ target }) => target?.agent ?? [])).size > 1
  const rows = entries.map((entry) => logRow(entry, { nowMs: context.nowMs, hasKinds }, look))
  const width = (column: number, head: string) =>
    fittingWidth(
      rows.map((cells) => cells[column] ?? emptyLine),
      head,
    )
  const isOfAgents = entries.every(({ target }) => target !== undefined)
  const heads = ['WHEN', 'WHO', 'DID', isOfAgents ? 'AGENT' : 'WHAT', 'OUTCOME'] as const
  const [when, who, did] = [width(0, heads[0]), width(1, heads[1]), width(2, heads[2])]
  const outcome = Math.min(width(4, heads[4]), 24)
  const agent = Math.min(width(3, heads[3]), Math.max(12, look.columns - when - who - did - outcome - 8))
  const columns = [
    { head: heads[0], width: when, gap: 0 },
    { head: heads[1], width: who, gap: 2 },
    { head: heads[2], width: did, gap: 2 },
    { head: heads[3], width: agent, gap: 2 },
    { head: heads[4], width: outcome, gap: 2 },
  ]
  return table(columns, rows, look.glyphs.ellipsis)
}

function nothingText({ agents }: LogContext): string {
  if (agents === undefined) return 'Nothing was ended or pinned yet. What tce does is kept here.'
  return `Nothing of ${eitherOf(agents)} was ended or pinned. Whatever was done: tce log`
}

interface RowContext {
  readonly nowMs: number
  readonly hasKinds: boolean
}

function logRow(entry: AuditEntry, { nowMs, hasKinds }: RowContext, { glyphs }: Look): readonly Line[] {
  const { at, actor, action, target, outcome } = entry
  const { mark, role } = markOf(outcome)
  return [
    line(span(whenText(at, nowMs), 'dim')),
    line(actor.name),
    line(didInWords[action] ?? action),
    target === undefined
      ? line(span(entry.subject ?? entry.message, 'dim'))
      : [...(hasKinds ? markLine(target) : []), ...processLine(target)],
    line(span(`${glyphs[mark]} `, role), span(outcome)),
  ]
}

/** Entries of before there were several kinds do not tell theirs. */
const markLine = ({ agent }: NonNullable<AuditEntry['target']>): Line =>
  agent === undefined ? line('   ') : [kindMark(agent), span(' ')]

function processLine({ project, name, role, pid }: NonNullable<AuditEntry['target']>): Line {
  const shown = plainText(project ?? '') || plainText(role ?? '') || 'process'
  const more = plainText(name ?? '')
  return line(span(shown, 'bold'), span(`${more === '' ? '' : ` ${more}`} ${pid}`, 'dim'))
}

/** As it is typed, where it is a command. */
const didInWords: Readonly<Record<string, string>> = {
  'process.kill': 'kill',
  'process.force-kill': 'kill --force',
  'process.pin': 'pin',
  'process.unpin': 'unpin',
  'settings.change': 'settings',
  'browser.sign-in': 'sign in',
  'browser.link': 'link',
  'key.add': 'keys add',
  'key.revoke': 'keys revoke',
  'statusline.install': 'statusline install',
  'statusline.uninstall': 'statusline uninstall',
  'hooks.install': 'hooks install',
  'hooks.uninstall': 'hooks uninstall',
  'events.prune': 'events prune',
  'events.vacuum': 'events vacuum',
  'approval.answer': 'answer',
  'prompt.add': 'send',
  'prompt.send': 'prompt',
  'prompt.change': 'queue',
  'library.change': 'prompts',
}

function markOf(outcome: string): { readonly mark: 'done' | 'failed' | 'none'; readonly role: Role } {
  if (/^(?:ended|done|delivered|interrupted|at-rest)$/.test(outcome)) return { mark: 'done', role: 'ok' }
  return outcome === 'gone' ? { mark: 'none', role: 'dim' } : { mark: 'failed', role: 'bad' }
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `14:31:05` today, `Thu 17:40` within the week, else `3 Nov 17:40`; in the time zone of this machine. */
export function whenText(at: string, nowMs: number): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return plainText(at)
  const two = (n: number) => String(n).padStart(2, '0')
  const minute = `${two(date.getHours())}:${two(date.getMinutes())}`
  if (date.toDateString() === new Date(nowMs).toDateString()) return `${minute}:${two(date.getSeconds())}`
  const isRecent = nowMs - date.getTime() < 6 * 86_400_000
  return isRecent ? `${weekdays[date.getDay()]} ${minute}` : `${date.getDate()} ${months[date.getMonth()]} ${minute}`
}
