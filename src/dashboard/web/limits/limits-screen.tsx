/** Limits: how far every plan is used, when it is full at this pace, and what is past. The chosen window is in the address. */

import { ageInWords } from '../../../core/limits/limit-words.ts'
import { limitsNow } from '../../../core/limits/limits-now.ts'
import type { LimitsReport } from '../../../core/limits/limits-report.ts'
import { plainText } from '../../../core/words/text.ts'
import { useNow } from '../clock.ts'
import { askLimitsAgain, momentAt, toldLimits } from '../live/limits.ts'
import { setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { Figure, FigureStrip } from '../parts/figures.tsx'
import { Hint } from '../parts/hint.tsx'
import { Mark } from '../parts/mark.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import type { ScreenProps } from '../screens.ts'
import { UsageTabs } from '../usage/usage-tabs.tsx'
import { AskNow } from './ask-now.tsx'
import { chosenWindow, keyOf } from './chosen.ts'
import { ChosenPanel } from './chosen-panel.tsx'
import { limitFigures } from './limit-figures.ts'
import { LimitTable } from './limit-table.tsx'
import { PastShortPanel, PastWeeksPanel } from './past-panels.tsx'
import '../styles/usage.css'
import '../styles/limits.css'

export default function LimitsScreen({ place }: ScreenProps) {
  const { value, problem } = toldLimits.value
  const nowMs = useNow(1000)
  return (
    <section data-screen="limits" class="screen" aria-busy={value === undefined && !problem}>
      <h1 class="sr">Limits</h1>
      <div class="toolbar">
        <UsageTabs current="limits" />
        <div class="toolbar-end">
          <span class="muted wide-only">heard with every answer of an agent; no credential is read</span>
          {value && <AskNow onDone={askLimitsAgain} />}
        </div>
      </div>
      {problem && <AskFailed what="The limits" problem={problem} onRetry={askLimitsAgain} />}
      {value === undefined && !problem && <SkeletonRows rows={8} label="Reading limits" />}
      {value && <Report report={limitsNow(value, nowMs)} nowMs={nowMs} chosenKey={place.query['limit']} />}
    </section>
  )
}

interface ReportProps {
  readonly report: LimitsReport
  readonly nowMs: number
  readonly chosenKey: string | undefined
}

function Report({ report, nowMs, chosenKey }: ReportProps) {
  const chosen = chosenWindow(report, chosenKey)
  if (chosen === undefined) return <NothingKnown report={report} />
  return (
    <>
      {report.problem !== undefined && (
        <p class="notebar is-warn" role="status">
          <Mark name="warn" />
          <span>{plainText(report.problem)}</span>
        </p>
      )}
      <OldNumbers report={report} nowMs={nowMs} />
      <FigureStrip label="What ends first" class="usage-figs limit-figs">
        {limitFigures(report, nowMs, momentAt(nowMs)).map(({ label, value, of, note, originWord, origin }) => (
          <Figure
            key={label}
            label={
              <>
                {label}
                {originWord !== undefined && (
                  <Hint word={originWord} sentence={origin ?? ''} about={`Origin of ${label}`} />
                )}
              </>
            }
          >
            <p class="fig-mid">
              {value} {of !== undefined && <small>{of}</small>}
            </p>
            <p class="fig-sub">{plainText(note)}</p>
          </Figure>
        ))}
      </FigureStrip>
      <div class="cols c-limits">
        <div class="stackcol">
          <LimitTable
            report={report}
            chosen={keyOf(chosen)}
            nowMs={nowMs}
            onChoose={(limit) => setQuery({ limit }, { replace: true })}
          />
          <PastShortPanel account={chosen.account} past={report.past} nowMs={nowMs} />
        </div>
        <div class="stackcol right">
          <ChosenPanel report={report} chosen={chosen} nowMs={nowMs} />
          <PastWeeksPanel account={chosen.account} past={report.past} nowMs={nowMs} />
        </div>
      </div>
    </>
  )
}

/** An account of which nothing new is heard is said once, above all. */
function OldNumbers({ report, nowMs }: { readonly report: LimitsReport; readonly nowMs: number }) {
  const at = momentAt(nowMs)
  return report.accounts
    .filter(({ windows }) => windows.length > 0 && windows.every(({ state }) => state !== 'known'))
    .map((account) => {
      const newest = account.windows.toSorted((a, b) => b.at.localeCompare(a.at))[0]
      if (newest === undefined) return null
      return (
        <p key={account.id} class="notebar is-warn" role="status">
          <Mark name="warn" />
          <span>
            <b>
              The numbers of {plainText(account.name)} are {ageInWords(newest, nowMs)} old.
            </b>{' '}
            No session of it has said any since {at(newest.at)}; the next answer does.
          </span>
        </p>
      )
    })
}

function NothingKnown({ report }: { readonly report: LimitsReport }) {
  const next = report.unknown.find((one) => one.next !== undefined)?.next
  return (
    <div class="empty">
      <svg class="big" width="40" height="40" aria-hidden="true">
        <use href="#m-none" />
      </svg>
      <p class="empty-title">No limit is known yet</p>
      <p>
        {report.unknown.length === 0
          ? 'Agents say their limits with their first answer after sign-in.'
          : report.unknown.map(({ name, why }) => `${plainText(name)}: ${plainText(why)}`).join(' ')}
      </p>
      {next !== undefined && (
        <p class="copyline">
          <code>{plainText(next)}</code>
          <CopyButton text={next} what="command" />
        </p>
      )}
      {report.problem !== undefined && <p class="fine">{plainText(report.problem)}</p>}
    </div>
  )
}
