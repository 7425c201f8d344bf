/** What the audit log keeps: who did what to whom, with what outcome. Pure; control/audit.ts writes it. */

/** How somebody came in. Entries of other versions may have others. */
export type ActorKind = 'own-user' | 'token' | 'browser' | 'agent' | 'key' | 'hook' | 'task'

export interface Actor {
  readonly kind: string
  /** Which program or page it was, as it says itself: cli, tray, dashboard, api; of an agent what its user calls it. */
  readonly name: string
}

/** The command line and the tray where no server is between. */
export const ownUser = (name: 'cli' | 'tray' | 'notification'): Actor => ({
  kind: 'own-user' satisfies ActorKind,
  name,
})

export const auditActions = [
  'process.kill',
  'process.force-kill',
  'process.pin',
  'process.unpin',
  'terminal.show',
  'settings.change',
  'browser.sign-in',
  'browser.link',
  'key.add',
  'key.revoke',
  'limits.ask',
  'statusline.install',
  'statusline.uninstall',
  'hooks.install',
  'hooks.uninstall',
  'events.prune',
  'events.vacuum',
  'data.forget',
  'data.delete',
  'data.backup',
  'data.restore',
  'advice.change',
  'query.save',
  'query.remove',
  'approval.answer',
  'prompt.add',
  'prompt.send',
  'prompt.change',
  'message.send',
  'instructions.install',
  'instructions.uninstall',
  'idea.add',
  'idea.change',
  'idea.remove',
  'library.change',
  'session.mark',
  'session.delete',
  'archive.delete',
  'agent.start',
  'agent.interrupt',
  'team.connect',
  'team.disconnect',
  'marker.add',
  'marker.remove',
  'alert.rule',
  'alert.channel',
  'alert.test',
  'alert.quiet',
  'alert.snooze',
  'alert.retry',
  'supervisor.stop',
  'task.create',
  'task.start',
  'task.stop',
  'task.change',
  'task.type',
  'task.upload',
  'task.artifact',
  'task.clipboard',
  'task.remove',
  'task.undo',
  'task.remake',
  'task.review',
  'task.commit',
  'task.merge',
  'task.pr',
  'task.open',
  'project.change',
  'setup.trust',
  'backend.change',
  'backend.test',
] as const
export type AuditAction = (typeof auditActions)[number]

/** One line of the audit log. */
export interface AuditEntry {
  readonly at: string
  readonly actor: Actor
  /** `noun.verb`, one of auditActions or of another version. */
  readonly action: string
  /** The process it was done to; absent where it was none. */
  readonly target?:
    | {
        readonly id: string
        readonly pid: number
        readonly start: string
        readonly project?: string | undefined
        readonly name?: string | undefined
        readonly role?: string | undefined
        /** The kind of agent; absent of what is none, and in entries of before there were several. */
        readonly agent?: string | undefined
      }
    | undefined
  /** What it was done to instead: the keys of settings. */
  readonly subject?: string | undefined
  readonly outcome: string
  readonly message: string
}

const done: Readonly<Record<AuditAction, string>> = {
  'process.kill': 'killed',
  'process.force-kill': 'killed by force',
  'process.pin': 'pinned',
  'process.unpin': 'unpinned',
  'terminal.show': 'showed its terminal',
  'settings.change': 'changed',
  'browser.sign-in': 'signed in',
  'browser.link': 'made a sign-in link',
  'key.add': 'made a key',
  'key.revoke': 'revoked a key',
  'limits.ask': 'asked for limits',
  'statusline.install': 'installed the status line',
  'statusline.uninstall': 'gave the own status line back',
  'hooks.install': 'installed hooks',
  'hooks.uninstall': 'removed hooks',
  'events.prune': 'removed events',
  'events.vacuum': 'gave space back',
  'data.forget': 'forgot a project',
  'data.delete': 'deleted everything',
  'data.backup': 'made a backup',
  'data.restore': 'restored a backup',
  'advice.change': 'hid or showed advice',
  'query.save': 'saved a query',
  'query.remove': 'removed a query',
  'approval.answer': 'answered',
  'prompt.add': 'wrote a prompt',
  'prompt.send': 'prompted',
  'prompt.change': 'changed a prompt',
  'message.send': 'wrote to',
  'instructions.install': 'told agents of the inbox',
  'instructions.uninstall': 'took that out again',
  'idea.add': 'kept an idea',
  'idea.change': 'changed an idea',
  'idea.remove': 'removed an idea',
  'library.change': 'changed what helps writing prompts',
  'session.mark': 'marked a session',
  'session.delete': 'deleted a session for good',
  'archive.delete': 'deleted archived sessions',
  'agent.start': 'started an agent',
  'agent.interrupt': 'interrupted an agent',
  'team.connect': 'connected',
  'team.disconnect': 'took apart',
  'marker.add': 'set a marker',
  'marker.remove': 'removed a marker',
  'alert.rule': 'changed a rule of alerts',
  'alert.channel': 'changed where alerts go',
  'alert.test': 'sent a test',
  'alert.quiet': 'changed quiet hours',
  'alert.snooze': 'snoozed alerts',
  'alert.retry': 'sent an alert again',
  'supervisor.stop': 'ended a supervisor',
  'task.create': 'made a task',
  'task.upload': 'gave a task a file',
  'task.artifact': 'showed a file of a task',
  'task.clipboard': 'gave a text to be copied',
  'task.start': 'started a task',
  'task.stop': 'stopped a task',
  'task.change': 'changed a task',
  'task.type': 'typed into a task',
  'task.remove': 'deleted a task',
  'task.undo': 'brought a task back',
  'task.remake': 'made the folder of a task again',
  'task.review': 'reviewed a task',
  'task.commit': 'committed for a task',
  'task.merge': 'merged a task',
  'task.pr': 'opened a pull request',
  'task.open': 'opened',
  'project.change': 'changed a project',
  'setup.trust': 'trusted a set-up command',
  'backend.change': 'changed a backend',
  'backend.test': 'tested a backend',
}

/** In a word, for a column: what happened, not what was wished. A kill that did not end its process is none. */
export function actionInWords({ action, outcome }: Pick<AuditEntry, 'action' | 'outcome'>): string {
  if (outcome !== 'ended' && outcome !== 'done') return outcome.replaceAll('-', ' ')
  return (done as Readonly<Record<string, string>>)[action] ?? action
}

/** To whom or what, for a column; "pid 4242" where nothing else is known of a process. */
export function subjectInWords({ target, subject }: Pick<AuditEntry, 'target' | 'subject'>): string {
  if (target === undefined) return subject ?? ''
  return (
    [target.project, target.name].filter((part) => part !== undefined && part !== '').join(' · ') || `pid ${target.pid}`
  )
}

const oldActors: Readonly<Record<string, ActorKind>> = {
  cli: 'own-user',
  tray: 'own-user',
  dashboard: 'browser',
  api: 'token',
}

const oldActions: Readonly<Record<string, AuditAction>> = {
  kill: 'process.kill',
  'kill-force': 'process.force-kill',
  pin: 'process.pin',
  unpin: 'process.unpin',
}

/** Undefined for anything that is not wholly an entry: a torn line, somebody's edit. Entries of before say the same in other words. */
export function decodeEntry(line: string): AuditEntry | undefined {
  const entry = parseObject(line)
  if (entry === undefined) return undefined
  const { at, outcome, message } = entry
  const [actor, action] = [actorOf(entry['actor']), actionOf(entry['action'])]
  const target = targetOf(entry['target'])
  if (actor === undefined || action === undefined || target === 'broken') return undefined
  if (typeof at !== 'string' || typeof outcome !== 'string' || typeof message !== 'string') return undefined
  return { at, actor, action, target, subject: optionalText(entry['subject']), outcome, message }
}

function actorOf(value: unknown): Actor | undefined {
  if (typeof value === 'string') {
    const kind = oldActors[value]
    return kind === undefined ? undefined : { kind, name: value }
  }
  const { kind, name } = asObject(value) ?? {}
  return typeof kind === 'string' && typeof name === 'string' ? { kind, name } : undefined
}

function actionOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  return oldActions[value] ?? (/^[a-z-]+\.[a-z-]+$/.test(value) ? value : undefined)
}

function targetOf(value: unknown): AuditEntry['target'] | 'broken' {
  if (value === undefined) return undefined
  const { id, pid, start, project, name, role, agent } = asObject(value) ?? {}
  if (typeof id !== 'string' || typeof pid !== 'number' || typeof start !== 'string') return 'broken'
  const known = { project: optionalText(project), name: optionalText(name), role: optionalText(role) }
  return { id, pid, start, ...known, agent: optionalText(agent) }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return undefined
  }
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined

const optionalText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
