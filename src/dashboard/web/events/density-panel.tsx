/** The last half hour by minute: how much, of which level, how fast. Its legend switches levels off. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Level } from '../../../core/captured/captured-event.ts'
import { levels } from '../../../core/captured/captured-event.ts'
import type { Intake as IntakeOfEvents, IntakeStop } from '../../../core/captured/intake.ts'
import { formatCount, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { useNow } from '../clock.ts'
import { Link } from '../navigation.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { Mark } from '../parts/mark.tsx'
import { PanelPart } from '../parts/panel.tsx'
import { formatTime } from '../parts/time.ts'
import { useAnswer } from '../parts/use-answer.ts'
import type { CountedAt } from './bars.ts'
import { levelKinds, rateBetween, sumByKey } from './bars.ts'
import { EventBars } from './event-bars.tsx'
import { askHistogram, askIntake } from './event-source.ts'
import { formatMs, refusedWords } from './intake-words.ts'

const minuteMs = 60_000
const windowMs = 30 * minuteMs
const lookEveryMs = 5_000

interface DensityProps {
  readonly hidden: readonly Level[]
  readonly isLive: boolean
  readonly sources: number | undefined
  readonly onToggle: (level: Level) => void
  readonly onChoose: (sinceMs: number, untilMs: number) => void
}

const noBins = [] as const

export function DensityPanel({ hidden, isLive, sources, onToggle, onChoose }: DensityProps) {
  const look = Math.floor(useNow(lookEveryMs) / lookEveryMs)
  const untilMs = Math.ceil((look * lookEveryMs + 1) / minuteMs) * minuteMs
  const asked = { sinceMs: untilMs - windowMs, untilMs, binMs: minuteMs }
  const answer = useAnswer(
    `density ${look}`,
    async () => {
      const bins = await askHistogram(asked)
      return bins.ok ? { ok: true, value: { bins: bins.value, range: asked, atMs: Date.now() } } : bins
    },
    { followsUsage: false },
  )
  const intake = useAnswer(`intake ${look}`, askIntake, { followsUsage: false }).value
  const counted = answer.value
  const rate = useRate(counted)
  const range = counted?.range ?? asked
  const bins = counted?.bins ?? noBins
  const sums = sumByKey(bins)
  const kinds = useMemo(() => levelKinds.filter(({ key }) => !(hidden as readonly string[]).includes(key)), [hidden])
  const legend = (
    <>
      <fieldset class="levels" aria-label="Levels, each switches its events on and off">
        {levels.toReversed().map((level) => (
          <button
            key={level}
            type="button"
            class="lvb"
            aria-pressed={!hidden.includes(level)}
            onClick={() => onToggle(level)}
          >
            <i class={`sw l-${level}`} />
            {level} <span>{formatCount(sums[level] ?? 0)}</span>
          </button>
        ))}
        {sums['none'] !== undefined && (
          <span class="lvb is-fixed" title="Sent without a level">
            <i class="sw l-none" />
            none <span>{formatCount(sums['none'])}</span>
          </span>
        )}
      </fieldset>
      <span class="ingest">
        {rate !== undefined && (
          <span title="Captured a second, of everything">
            <Mark name={isLive ? 'healthy' : 'none'} />
            <b>{rateWords(rate)}</b>
          </span>
        )}
        {intake && <Intake intake={intake} />}
        {sources !== undefined && (
          <Link to={{ screen: 'settings', query: { section: 'connections' } }} class="origin wide-only">
            {plural(sources, 'source')}
          </Link>
        )}
      </span>
    </>
  )
  return (
    <>
      <section class="panel density" aria-label="Events over time">
        <PanelPart title="Last 30 minutes" aside={legend}>
          <EventBars
            bins={bins}
            range={range}
            kinds={kinds}
            label="Events of the last 30 minutes, by minute"
            heightPx={58}
            onChoose={onChoose}
          />
        </PanelPart>
      </section>
      {intake?.stopped && <Stopped stopped={intake.stopped} />}
    </>
  )
}

/** Nothing is stored: since when, why, and what can be done. */
function Stopped({ stopped: { at, message, count } }: { readonly stopped: IntakeStop }) {
  const command = 'tce events prune --older 14d'
  return (
    <div class="query-problem" role="alert">
      <Mark name="fail" />
      <div>
        <p>
          <b>Events are refused since {formatTime(Date.parse(at))}.</b> {plainText(message)}
        </p>
        <p class="next">
          Agents go on, their hooks fail open; {plural(count, 'request')} {count === 1 ? 'was' : 'were'} answered with
          503 and {count === 1 ? 'is' : 'are'} not stored. Room is made by <code>{command}</code>{' '}
          <CopyButton text={command} what="command" />
        </p>
      </div>
    </div>
  )
}

/** How soon events are on disk, and whether all of them are. */
function Intake({ intake: { storedAfterMs, refused } }: { readonly intake: IntakeOfEvents }) {
  const count = refused.reduce((sum, one) => sum + one.count, 0)
  return (
    <>
      {storedAfterMs !== undefined && (
        <span class="wide-only" title="From the request until it is on disk; half of the last ones took longer">
          stored after <b>{formatMs(storedAfterMs)}</b>
        </span>
      )}
      <span class={count > 0 ? 'is-refused' : undefined} title={refusedWords(refused)}>
        {count > 0 ? `${formatCount(count)} refused` : 'none refused'}
      </span>
    </>
  )
}

/** Of the last two looks. */
function useRate(counted: CountedAt | undefined): number | undefined {
  const before = useRef<CountedAt | undefined>(undefined)
  const [rate, setRate] = useState<number>()
  useEffect(() => {
    if (counted === undefined) return
    if (before.current !== undefined) setRate(rateBetween(before.current, counted))
    before.current = counted
  }, [counted])
  return rate
}

const rateWords = (rate: number): string => `${rate < 100 ? rate.toFixed(1) : formatCount(Math.round(rate))}/s`
