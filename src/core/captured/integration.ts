/** One way by which something is connected to TCE, for every face. */
export interface Integration {
  /** `instructions`: the lines that tell an agent of `tce inbox`. `program`: whatever sends events with a key. */
  readonly kind: 'hooks' | 'status-line' | 'opentelemetry' | 'instructions' | 'program'
  /** Of the agent or program, for people. */
  readonly name: string
  /** Undefined: a program of its user's. */
  readonly agent?: string | undefined
  readonly source: string
  /** That are kept. */
  readonly events: number
  /** Of the last minute, about. */
  readonly perMinute?: number | undefined
  /** Whether it stands in the agent's settings, where that can be told. */
  readonly isInstalled?: boolean | undefined
  /** Since it stands there; of what only sends, since its first event that is kept. */
  readonly since?: string | undefined
  /** The last sign of it. */
  readonly lastAt?: string | undefined
  /** What changes it. */
  readonly command: string
}

export const integrationWays: Readonly<Record<Integration['kind'], string>> = {
  hooks: 'hooks',
  'status-line': 'status line',
  opentelemetry: 'OpenTelemetry',
  instructions: 'instructions',
  program: 'events',
}

/** What came by it, or why nothing does. */
export function integrationState({ kind, isInstalled, events, lastAt }: Integration): string {
  if (isInstalled === false && events === 0) return 'not installed'
  if (kind === 'instructions') return 'installed'
  if (kind === 'status-line') return lastAt === undefined ? 'installed, not drawn yet' : 'installed'
  if (events === 0) return isInstalled === true ? 'installed, silent' : 'nothing yet'
  return 'connected'
}
