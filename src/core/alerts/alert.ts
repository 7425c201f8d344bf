/** An alert as it is shown on a desktop. */
export interface Alert {
  /** Of its rule; `waits` can be answered and is taken back, `summary` tells several. */
  readonly kind: string
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
