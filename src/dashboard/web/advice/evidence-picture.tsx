/** How the cases of a finding are distributed: a few bars, dark where it is about them. What it says stands in words beside it. */
import type { AdvicePicture } from '../../../core/advice/advice.ts'
import { formatTokens } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'

const [width, height, gap] = [190, 44, 2]

export function EvidencePicture({ picture: { caption, bars } }: { readonly picture: AdvicePicture }) {
  const most = Math.max(...bars.map(({ value }) => value), 0)
  if (most === 0) return null
  return (
    <figure class="adv-fig">
      <svg class="evid" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
        {bars.some(({ label }) => label !== undefined) ? lying(bars, most) : standing(bars, most)}
      </svg>
      <figcaption>{caption}</figcaption>
    </figure>
  )
}

type Bars = AdvicePicture['bars']

function standing(bars: Bars, most: number) {
  const step = (width + gap) / Math.max(bars.length, 6)
  return (
    <>
      <line class="axis" x1="0" x2={width} y1={height} y2={height} />
      {bars.map(({ value, isHot }, at) => {
        const tall = (value / most) * (height - 2)
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: bars have no name but their place.
            key={at}
            class={isHot ? 'hot' : 'cold'}
            x={at * step}
            y={height - tall}
            width={step - gap}
            height={tall}
          />
        )
      })}
    </>
  )
}

const [labelWidth, barWidth, lineHeight] = [56, 88, 15]

const lying = (bars: Bars, most: number) =>
  bars.map(({ label = '', value }, at) => (
    <g key={label}>
      <text x="0" y={at * lineHeight + 10}>
        {plainText(label).slice(0, 9)}
      </text>
      <rect class="hot" x={labelWidth} y={at * lineHeight + 3} width={(value / most) * barWidth} height="7" />
      <text x={labelWidth + (value / most) * barWidth + 6} y={at * lineHeight + 10}>
        {formatTokens(value)}
      </text>
    </g>
  ))
