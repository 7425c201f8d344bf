import { Figure, FigureStrip } from '../parts/figures.tsx'
import { Hint } from '../parts/hint.tsx'
import type { Figure as UsageFigure } from './figures.ts'

export const FiguresStrip = ({ figures }: { readonly figures: readonly UsageFigure[] }) => (
  <FigureStrip label="Totals" class="usage-figs">
    {figures.map((figure) => (
      <Figure
        key={figure.label}
        label={
          <>
            {figure.label}{' '}
            <Hint word={figure.originWord} sentence={figure.origin} about={`Origin of ${figure.label}`} />
          </>
        }
      >
        <p class="fig-mid">{figure.cost}</p>
        <p class="fig-sub">
          <span title={figure.exactTokens}>{figure.tokens}</span>
        </p>
        <p class="fig-sub">
          {figure.cache && <span>{figure.cache}</span>}
          {figure.saved && <span>{figure.saved}</span>}
        </p>
        {figure.reported && <p class="fig-sub is-long">{figure.reported}</p>}
        {figure.unpriced && <p class="fig-sub is-unpriced">{figure.unpriced}</p>}
      </Figure>
    ))}
  </FigureStrip>
)

/** The same boxes while the first answer is on its way, so that nothing jumps when it comes. */
export const EmptyStrip = () => (
  <FigureStrip class="usage-figs">
    {['Today', '7 days', '30 days', 'All time'].map((label) => (
      <Figure key={label} label={label}>
        <p class="fig-mid muted">–</p>
        <p class="fig-sub">&nbsp;</p>
        <p class="fig-sub">&nbsp;</p>
      </Figure>
    ))}
  </FigureStrip>
)
