/** Figures that rules ask for: read anew when there may be others, no more often than asked, and only while such a rule is on. */
import type { Rule } from '../../core/alerts/rule.ts'

export interface AlertReading<T> {
  /** Undefined: not known yet. */
  readonly look: T | undefined
  /** There may be new figures. */
  note(rules: readonly Rule[]): void
  /** There are new figures. */
  hurry(): void
  stop(): void
}

export interface ReadingParts<T> {
  readonly asks: (rule: Rule) => boolean
  readonly read: (rules: readonly Rule[]) => Promise<T>
  readonly everyMs: number
  /** Figures that change with time alone; else they are left alone until something happens. */
  readonly passesWithTime?: boolean
  readonly clock: () => number
  readonly onChange: () => void
}

/** What changes by and by is read together. */
const soonMs = 250

export function followReading<T>({
  asks,
  read,
  everyMs,
  passesWithTime = false,
  clock,
  onChange,
}: ReadingParts<T>): AlertReading<T> {
  let look: T | undefined
  let wanted: readonly Rule[] = []
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  let readAtMs = 0
  let asked = ''
  /** The next look is because of these figures. */
  let isOwn = false

  function plan(afterMs: number): void {
    clearTimeout(timer)
    if (wanted.length === 0 || isStopped) return
    timer = setTimeout(() => {
      readAtMs = clock()
      read(wanted).then(
        (now) => {
          look = now
          timer = undefined
          isOwn = !passesWithTime
          if (!isStopped) onChange()
        },
        // Figures that can't be read now are told of by who keeps them; nothing is told of what nobody knows.
        () => {
          timer = undefined
        },
      )
    }, afterMs)
    timer.unref()
  }

  return {
    get look() {
      return look
    },
    note(rules) {
      wanted = rules.filter(asks)
      const now = JSON.stringify(wanted)
      const isSame = isOwn && now === asked
      isOwn = false
      asked = now
      if (timer === undefined && !isSame) plan(Math.max(0, readAtMs + everyMs - clock()))
    },
    hurry: () => plan(soonMs),
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
