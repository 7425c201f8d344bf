/** How well events come in, since this server listens. */
export interface Intake {
  /** Of the last captures, half took longer; undefined before the first. */
  readonly storedAfterMs?: number | undefined
  /** By the status that their senders were answered with. */
  readonly refused: readonly { readonly status: number; readonly count: number }[]
  /** Nothing is stored now. */
  readonly stopped?: IntakeStop | undefined
}

export interface IntakeStop {
  /** Of the first that was not stored. */
  readonly at: string
  readonly message: string
  /** Requests that were answered so since then. */
  readonly count: number
}
