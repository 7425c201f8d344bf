/** The limit in the bar: what runs out first, else what is fullest. Without an account of which something is known it is not there. */

import { shortWindowLabel } from '../../../core/limits/limit-window.ts'
import { gaugeSentence, usedWords } from '../../../core/limits/limit-words.ts'
import { plainText } from '../../../core/words/text.ts'
import { useNow } from '../clock.ts'
import { gaugeAt, momentAt } from '../live/limits.ts'
import { Link } from '../navigation.tsx'
import { Bar } from '../parts/mark.tsx'

export function LimitGauge() {
  const nowMs = useNow(10_000)
  const gauge = gaugeAt(nowMs)
  if (gauge === undefined) return null
  const { account, window } = gauge
  const percent = window.state === 'known' ? (window.usedPercent ?? 0) : 0
  return (
    <Link
      to={{ screen: 'limits', query: {} }}
      class="limit-mini"
      title={plainText(gaugeSentence(account, window, nowMs, momentAt(nowMs)))}
    >
      <span>{plainText(shortWindowLabel(window.window, window.windowMs))}</span>
      <Bar percent={percent} class="mini-gauge" />
      <b>{window.state === 'known' ? usedWords(window) : '–'}</b>
    </Link>
  )
}
