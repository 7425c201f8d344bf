/** What deserves a notification, as it is told. */
export type AlertKind = 'waiting' | 'stale' | 'zombie' | 'ended' | 'cost'

export interface Alert {
  readonly kind: AlertKind | 'summary'
  /** The same event never comes twice. */
  readonly id: string
  readonly title: string
  readonly body: string
  /** The process it is about: a click shows it. */
  readonly agentId?: string | undefined
  readonly sessionId?: string | undefined
  /** Of one that waits, as it is called. */
  readonly who?: string | undefined
  /** Several that wait, in one: gathered.ts. */
  readonly agentIds?: readonly string[] | undefined
  /** Ids of alerts that it takes the place of. */
  readonly replaces?: readonly string[] | undefined
}
