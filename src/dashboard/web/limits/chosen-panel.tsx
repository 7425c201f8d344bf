/** The chosen window in full: its course and forecast, what would make it last, where there is room, who said so. */
import { allAgents } from '../../../core/limits/counted-windows.ts'
import {
  leftWords,
  limitSentence,
  mostRoom,
  originSentence,
  outlookOf,
  outlookWords,
  rangeWords,
  usedWords,
} from '../../../core/limits/limit-words.ts'
import type { LimitsReport } from '../../../core/limits/limits-report.ts'
import { formatDurationInWords, formatPercent } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { onLimit } from '../alerts/begun-rule.ts'
import { momentAt } from '../live/limits.ts'
import { Link } from '../navigation.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { Icon } from '../parts/mark.tsx'
import { Panel } from '../parts/panel.tsx'
import type { ChosenWindow } from './chosen.ts'
import { PaceChart } from './pace-chart.tsx'
import { paceWords, toLastWords } from './pace-words.ts'

interface ChosenPanelProps {
  readonly report: LimitsReport
  readonly chosen: ChosenWindow
  readonly nowMs: number
}

export function ChosenPanel({ report, chosen, nowMs }: ChosenPanelProps) {
  const { account, window } = chosen
  const at = momentAt(nowMs)
  const { state, startedAt, resetsAt } = window
  const span = startedAt === undefined || resetsAt === undefined ? 'rolling' : `${at(startedAt)} – ${at(resetsAt)}`
  return (
    <Panel
      class="chosen"
      label="The chosen limit"
      title={
        <>
          {account.agent !== allAgents && <KindMark agent={account.agent} />} {plainText(account.name)},{' '}
          {plainText(window.label.toLowerCase())}
        </>
      }
      aside={<span class="muted">{state === 'ended' ? 'unknown' : span}</span>}
    >
      {state === 'ended' ? <Ended chosen={chosen} at={at} /> : <Known {...{ report, chosen, nowMs, at }} />}
    </Panel>
  )
}

type At = (iso: string) => string

function Ended({ chosen: { window }, at }: { readonly chosen: ChosenWindow; readonly at: At }) {
  return (
    <p class="chosen-none">
      The last number, {formatPercent(window.usedPercent ?? 0)} at {at(window.at)}, belongs to the window that ended at{' '}
      {at(window.resetsAt ?? '')}. Since then nobody has said anything, so nothing is drawn.
    </p>
  )
}

function Known({ report, chosen, nowMs, at }: ChosenPanelProps & { readonly at: At }) {
  const { window } = chosen
  const { forecast, evenPercent, state } = window
  const outlook = outlookOf(window, nowMs)
  const { main } = outlookWords(window, at)
  const end = forecast?.fullAt ?? undefined
  const pace = paceWords(window)
  return (
    <>
      <p class="trio">
        <span>
          <b>{usedWords(window)}</b>
          used{evenPercent !== undefined && state === 'known' && `, even pace ${Math.round(evenPercent)}`}
        </span>
        {pace && (
          <span>
            <b>{pace.value}</b>
            {pace.per}
          </span>
        )}
        <span>
          <b class={outlook === 'bad' || outlook === 'warn' ? `is-${outlook}` : ''}>
            {end === undefined ? (forecast ? formatPercent(forecast.percentAtReset) : '–') : at(end)}
          </b>
          {end === undefined ? (forecast ? 'at its reset, it lasts' : main) : 'runs out'}
        </span>
      </p>
      <PaceChart window={window} at={at} label={chartLabel(chosen, at)} />
      <Facts {...{ report, chosen, nowMs, at }} />
      <p>
        <Link class="btn" to={{ screen: 'settings', query: onLimit(chosen.account, window.window) }}>
          <Icon name="bell" size={14} />
          Alert at 80 %
        </Link>
      </p>
    </>
  )
}

const chartLabel = ({ account, window }: ChosenWindow, at: At): string =>
  `Chart: ${limitSentence(account, window, at)}${window.evenPercent === undefined ? '' : `; even pace would be ${formatPercent(window.evenPercent)}`}.`

function Facts({ report, chosen, nowMs, at }: ChosenPanelProps & { readonly at: At }) {
  const { account, window } = chosen
  const toLast = toLastWords(window, nowMs)
  const range = rangeWords(window, at)
  const room = mostRoom(report)
  const isElsewhere = room !== undefined && room.account.id !== account.id
  const left = leftWords(window, nowMs)
  const early = beforeReset(window.forecast?.fullAt, window.resetsAt)
  return (
    <dl class="facts how">
      {toLast !== undefined && <Fact name="To last">{toLast}</Fact>}
      {range !== undefined && (
        <Fact name="Full">
          {early !== undefined && `About ${early} before its reset; in `}
          {early === undefined && 'In '}four of five windows {range}.
        </Fact>
      )}
      {left !== undefined && <Fact name="Reset">In {left}.</Fact>}
      {isElsewhere && (
        <Fact name="Room">
          {plainText(room.account.name)}, {plainText(room.window.label.toLowerCase())}:{' '}
          {formatPercent(room.leftPercent)} left, until {at(room.window.resetsAt ?? '')}.
        </Fact>
      )}
      <Fact name="From">
        {originSentence(account, window, nowMs)}
        {window.forecast !== undefined && ' The forecast is ours, an estimate.'}
      </Fact>
    </dl>
  )
}

const Fact = ({ name, children }: { readonly name: string; readonly children: preact.ComponentChildren }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
)

const beforeReset = (fullAt: string | undefined, resetsAt: string | undefined): string | undefined =>
  fullAt === undefined || resetsAt === undefined
    ? undefined
    : formatDurationInWords(Date.parse(resetsAt) - Date.parse(fullAt))
