/** What was written and not sent, for each target, kept by this browser. Pure but for the storage that it is handed. */

export interface DraftStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

interface Draft {
  readonly text: string
  readonly atMs: number
}

const key = 'tce-drafts'
const most = 50

/** Whoever is added first: the same people have the same draft. */
const nameOf = (targets: readonly string[]): string => targets.toSorted().join(' ')

export function createDrafts(storage: DraftStorage) {
  function all(): Readonly<Record<string, Draft>> {
    try {
      const kept: unknown = JSON.parse(storage.getItem(key) ?? '{}')
      return typeof kept === 'object' && kept !== null ? (kept as Record<string, Draft>) : {}
    } catch {
      return {}
    }
  }
  return {
    read: (targets: readonly string[]): Draft | undefined => all()[nameOf(targets)],
    /** An empty one is none. */
    write(targets: readonly string[], text: string, nowMs: number): void {
      const { [nameOf(targets)]: _, ...others } = all()
      const newest = Object.entries(others)
        .toSorted(([, a], [, b]) => b.atMs - a.atMs)
        .slice(0, most - 1)
      const drafts = Object.fromEntries(newest)
      storage.setItem(
        key,
        JSON.stringify(text === '' ? drafts : { ...drafts, [nameOf(targets)]: { text, atMs: nowMs } }),
      )
    },
  }
}
