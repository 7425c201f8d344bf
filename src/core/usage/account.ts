/** What an agent's own files tell of the account it works with: plan or key, and how far its limits are used. As told, never computed. Pure. */

export interface LimitWindow {
  /** As the agent calls it: "primary". Older stores have none. */
  readonly name?: string | undefined
  /** Of the window, as the agent was told by its maker. */
  readonly usedPercent: number
  /** How long the window is: that names it. */
  readonly windowMinutes?: number | undefined
  readonly resetsAtMs?: number | undefined
}

export interface ToldAccount {
  /** Of several limits that one agent has. */
  readonly limitId?: string | undefined
  /** `plan`: paid by the month, so dollars are what the tokens would cost by key. */
  readonly billing?: 'plan' | 'key' | undefined
  /** As the agent names it: "plus". */
  readonly plan?: string | undefined
  readonly windows: readonly LimitWindow[]
  /** Bought beside the plan; absent: nobody says. */
  readonly credits?: ToldCredits | undefined
}

export interface ToldCredits {
  readonly isUnlimited: boolean
  readonly left?: number | undefined
}

export interface AccountAt {
  readonly atMs: number
  readonly account: ToldAccount
}

/** The newest of what was told of each limit. */
export class LatestAccounts {
  readonly #latest = new Map<string, AccountAt>()

  note(account: ToldAccount, atMs: number): void {
    const key = account.limitId ?? ''
    const before = this.#latest.get(key)
    if (before === undefined || atMs >= before.atMs) this.#latest.set(key, { atMs, account })
  }

  all(): readonly AccountAt[] {
    return [...this.#latest.values()]
  }
}

/** For reports. A window that was reset since is left out: how far it is used now is not known. */
export interface AgentAccount {
  readonly agent: string
  readonly limitId?: string | undefined
  readonly billing?: 'plan' | 'key' | undefined
  readonly plan?: string | undefined
  /** When it was told. */
  readonly at: string
  readonly windows: readonly {
    readonly usedPercent: number
    readonly windowMinutes?: number | undefined
    readonly resetsAt?: string | undefined
  }[]
}

export const agentAccount = (agent: string, { atMs, account }: AccountAt, nowMs: number): AgentAccount => ({
  agent,
  limitId: account.limitId,
  billing: account.billing,
  plan: account.plan,
  at: new Date(atMs).toISOString(),
  windows: account.windows
    .filter((window) => endOf(window, atMs) > nowMs)
    .map(({ usedPercent, windowMinutes, resetsAtMs }) => ({
      usedPercent,
      windowMinutes,
      resetsAt: resetsAtMs === undefined ? undefined : new Date(resetsAtMs).toISOString(),
    })),
})

/** Without a word about its end, a window is over when it has passed since. */
const endOf = ({ resetsAtMs, windowMinutes }: LimitWindow, atMs: number): number =>
  resetsAtMs ?? (windowMinutes === undefined ? atMs : atMs + windowMinutes * 60_000)
