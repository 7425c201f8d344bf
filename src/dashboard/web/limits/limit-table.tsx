/** Every window of every account: used, even pace, forecast, reset, origin and age. One is chosen. */
import { useMemo, useRef } from 'preact/hooks'
import { allAgents } from '../../../core/limits/counted-windows.ts'
import {
  ageInWords,
  ageOf,
  aheadWords,
  creditsWords,
  leftWords,
  originSentence,
  outlookOf,
  outlookWords,
  sourceWords,
  usedWords,
} from '../../../core/limits/limit-words.ts'
import type {
  AccountLimits,
  CreditsReport,
  LimitsReport,
  UnknownLimits,
  WindowReport,
} from '../../../core/limits/limits-report.ts'
import { plainText } from '../../../core/words/text.ts'
import { momentAt } from '../live/limits.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { Bar } from '../parts/mark.tsx'
import { type Roving, useRoving } from '../parts/use-roving.ts'
import { allWindows, keyOf } from './chosen.ts'

interface LimitTableProps {
  readonly report: LimitsReport
  readonly chosen: string | undefined
  readonly nowMs: number
  readonly onChoose: (key: string) => void
}

export function LimitTable({ report, chosen, nowMs, onChoose }: LimitTableProps) {
  const root = useRef<HTMLTableElement>(null)
  const keys = useMemo(() => allWindows(report).map(keyOf), [report])
  const roving = useRoving({ root, keys, standard: chosen })
  return (
    <div class="table-wrap">
      <table class="grid limits" ref={root} {...roving.listeners}>
        <caption class="sr">Plan limits by account; the one that ends first is chosen until you choose another</caption>
        <thead>
          <tr>
            <th scope="col" class="c-win">
              Account and window
            </th>
            <th scope="col" class="c-used">
              Used
              <span class="pace-key" title="The mark stands where even use would be">
                <svg width="9" height="9" aria-hidden="true">
                  <rect class="pace" x="4" width="1.5" height="9" />
                </svg>
                even pace
              </span>
            </th>
            <th scope="col" class="c-pace num">
              Ahead
            </th>
            <th scope="col" class="c-fc">
              At this pace
            </th>
            <th scope="col" class="c-reset num">
              Resets
            </th>
            <th scope="col" class="c-org">
              Origin
            </th>
          </tr>
        </thead>
        {report.accounts
          .filter(({ windows }) => windows.length > 0)
          .map((account) => (
            <AccountRows key={account.id} {...{ account, chosen, nowMs, roving, onChoose }} />
          ))}
        {report.unknown.map((one) => (
          <UnknownRows key={one.agent} unknown={one} />
        ))}
      </table>
    </div>
  )
}

interface AccountRowsProps extends Omit<LimitTableProps, 'report'> {
  readonly account: AccountLimits
  readonly roving: Roving
}

const AccountRows = ({ account, chosen, nowMs, roving, onChoose }: AccountRowsProps) => (
  <tbody>
    <tr class="group">
      <th colSpan={6} scope="rowgroup">
        <span class="group-name with-kind">
          {account.agent !== allAgents && <KindMark agent={account.agent} isBeside />}
          {plainText(account.name)}
        </span>
        {account.place !== undefined && <span class="group-sum">{plainText(account.place)}</span>}
        <span class="group-src">{sourceWords[account.source]}</span>
      </th>
    </tr>
    {account.windows.map((window) => {
      const key = keyOf({ account, window })
      return (
        <WindowRow
          key={key}
          {...{ account, window, nowMs }}
          id={key}
          isOn={key === chosen}
          isStop={key === roving.stop}
          onChoose={() => onChoose(key)}
        />
      )
    })}
    {account.credits && <CreditsRow credits={account.credits} nowMs={nowMs} />}
  </tbody>
)

/** Bought beside the plan: it has no share and no end. */
const CreditsRow = ({ credits, nowMs }: { readonly credits: CreditsReport; readonly nowMs: number }) => (
  <tr class="row">
    <th scope="row" class="c-win">
      Credits
    </th>
    <td class="c-used">–</td>
    <td class="c-pace num">–</td>
    <td class="c-fc">
      <span class="muted">{creditsWords(credits)}</span>
    </td>
    <td class="c-reset num">
      <span class="muted">never</span>
    </td>
    <td class="c-org">
      <span class="org">
        <span class="origin">official</span>
        <span class={ageOf(credits, nowMs).isAged ? 'age is-old' : 'age'}>{ageInWords(credits, nowMs)}</span>
      </span>
    </td>
  </tr>
)

interface WindowRowProps {
  readonly id: string
  readonly account: AccountLimits
  readonly window: WindowReport
  readonly nowMs: number
  readonly isOn: boolean
  readonly isStop: boolean
  readonly onChoose: () => void
}

function WindowRow({ id, account, window, nowMs, isOn, isStop, onChoose }: WindowRowProps) {
  const at = momentAt(nowMs)
  const { main, more } = outlookWords(window, at)
  const outlook = outlookOf(window, nowMs)
  const ahead = aheadWords(window)
  const left = leftWords(window, nowMs)
  const { isAged } = ageOf(window, nowMs)
  const age = ageInWords(window, nowMs)
  return (
    <tr class={`row${isOn ? ' is-on' : ''}`} data-key={id} aria-current={isOn || undefined} onClick={onChoose}>
      <th scope="row" class="c-win">
        <button type="button" class="rowlink" tabIndex={isStop ? 0 : -1}>
          {plainText(window.label)}
        </button>
      </th>
      <td class="c-used">
        <div class="used">
          <Gauge window={window} />
          <span class={window.state === 'ended' ? 'used-n muted' : 'used-n'}>{usedWords(window)}</span>
        </div>
      </td>
      <td class="c-pace num">
        <span class={ahead?.startsWith('+') ? 'over' : 'muted'}>{ahead ?? '–'}</span>
      </td>
      <td class="c-fc">
        <span class={outlook === 'bad' || outlook === 'warn' ? `is-${outlook}` : 'muted'}>{main}</span>
        {more !== undefined && <small title={more}>{more}</small>}
      </td>
      <td class="c-reset num">
        {left === undefined ? (
          <span class="muted">{window.resetsAt === undefined ? 'rolling' : '–'}</span>
        ) : (
          <>
            in {left}
            <small>{at(window.resetsAt ?? '')}</small>
          </>
        )}
      </td>
      <td class="c-org">
        <span class="org" title={originSentence(account, window, nowMs)}>
          <span class="origin">{window.origin}</span>
          <span class={isAged ? 'age is-old' : 'age'}>{age}</span>
        </span>
      </td>
    </tr>
  )
}

/** The mark stands where even use would be. */
function Gauge({ window: { state, usedPercent, evenPercent } }: { readonly window: WindowReport }) {
  if (state === 'ended' || usedPercent === undefined) return null
  const even = evenPercent === undefined ? undefined : Math.min(99, Math.max(1, evenPercent))
  return (
    <Bar percent={usedPercent} class="limit-bar">
      {state === 'known' && even !== undefined && (
        <>
          <rect class="pace-gap" x={even - 1} y="-2" width="2" height="10" />
          <rect class="pace" x={even - 0.5} y="-2" width="1" height="10" />
        </>
      )}
    </Bar>
  )
}

/** What nobody says is said, with what would make it known. */
const UnknownRows = ({ unknown: { agent, name, why, next } }: { readonly unknown: UnknownLimits }) => (
  <tbody>
    <tr class="group">
      <th colSpan={6} scope="rowgroup">
        <span class="group-name with-kind">
          <KindMark agent={agent} isBeside />
          {plainText(name)}
        </span>
        <span class="group-src">unknown</span>
      </th>
    </tr>
    <tr class="unknown-row">
      <td colSpan={6}>
        <span class="muted">{plainText(why)}</span>
        {next !== undefined && (
          <span class="copyline">
            <code>{plainText(next)}</code>
            <CopyButton text={next} what="command" />
          </span>
        )}
      </td>
    </tr>
  </tbody>
)
