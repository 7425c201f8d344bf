/** Sessions that a host carries: what they are at by its word, and prompts given to it for them. */
import type { HostedMoment, HostedPrompt, HostPrompts, HostTalk } from '../agents/hosting.ts'
import type { PromptTarget } from '../core/prompts/prompt.ts'
import type { Result } from '../core/result.ts'

/** A host that may carry a session. */
export interface ReachedHost {
  readonly prompts: HostPrompts
  say<T>(talk: HostTalk<T>): Promise<Result<T, string>>
}

/** Those that this session may be carried by; none where its kind has none, or none runs. */
export type ReachHosts = (target: PromptTarget) => Promise<readonly ReachedHost[]>

export interface HostedNow extends HostedMoment {
  readonly activitySinceMs: number
  /** "its app-server" */
  readonly through: string
}

export interface HostedSessions {
  /** Undefined: no host that takes prompts carries it. */
  lookAt(target: PromptTarget): Promise<HostedNow | undefined>
  /** The turn that goes on is broken off. `doubtful`: it may have been. */
  interrupt(target: PromptTarget): Promise<HostedDelivery>
  /** `doubtful`: it may have taken it. */
  send(target: PromptTarget, prompt: Omit<HostedPrompt, 'sessionId'>): Promise<HostedDelivery>
  find(target: PromptTarget, mark: string): Promise<'taken' | 'awaited' | 'nowhere' | undefined>
}

export type HostedDelivery =
  | { readonly kind: 'taken' | 'doubtful' }
  | { readonly kind: 'refused'; readonly why: string }

interface Seen {
  readonly host: ReachedHost
  readonly moment: HostedMoment
  readonly sinceMs: number
  readonly atMs: number
}

const freshMs = 250
const mostSeen = 200

export function createHostedSessions(reach: ReachHosts, clock: () => number): HostedSessions {
  const seen = new Map<string, Seen>()

  async function look(target: PromptTarget): Promise<Seen | undefined> {
    const { sessionId } = target
    const before = seen.get(sessionId)
    if (before !== undefined && Math.abs(clock() - before.atMs) < freshMs) return before
    for (const host of await reach(target)) {
      const moment = await host.say(host.prompts.lookAt(sessionId))
      if (!moment.ok || moment.value === undefined) continue
      const isSame = before?.moment.activity === moment.value.activity
      const now = { host, moment: moment.value, sinceMs: isSame ? before.sinceMs : clock(), atMs: clock() }
      keep(sessionId, now)
      return now
    }
    seen.delete(sessionId)
    return undefined
  }

  function keep(sessionId: string, now: Seen): void {
    seen.delete(sessionId)
    seen.set(sessionId, now)
    const [oldest] = seen.keys()
    if (seen.size > mostSeen && oldest !== undefined) seen.delete(oldest)
  }

  return {
    async lookAt(target) {
      const now = await look(target)
      return now && { ...now.moment, activitySinceMs: now.sinceMs, through: now.host.prompts.through }
    },
    async interrupt(target) {
      const host = (await look(target))?.host
      const done = await host?.say(host.prompts.interrupt(target.sessionId))
      // What was seen before is not how it is now.
      seen.delete(target.sessionId)
      return deliveryOf(done)
    },
    async send(target, prompt) {
      const host = (await look(target))?.host
      return deliveryOf(await host?.say(host.prompts.send({ ...prompt, sessionId: target.sessionId })))
    },
    async find(target, mark) {
      const now = await look(target)
      const found = await now?.host.say(now.host.prompts.find({ sessionId: target.sessionId, mark }))
      return found?.ok === true ? found.value : undefined
    },
  }
}

/** Of a word that is refused by its reason; undefined: there was nobody to say it to. */
function deliveryOf(said: Result<string | undefined, string> | undefined): HostedDelivery {
  if (said === undefined) return { kind: 'refused', why: 'Nothing carries its session any more.' }
  if (!said.ok) return { kind: 'doubtful' }
  return said.value === undefined ? { kind: 'taken' } : { kind: 'refused', why: `It was refused: ${said.value}` }
}
