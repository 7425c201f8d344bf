import { Hint } from '../parts/hint.tsx'
import type { Figure } from './figures.ts'

export const FiguresStrip = ({ figures }: { readonly figures: readonly Figure[] }) => (
  <section class="figures usage-figs" aria-label="Totals">
    {figures.map((figure) => (
      <div class="fig" key={figure.label}>
        <p class="fig-label">
          {figure.label} <Hint word={figure.originWord} sentence={figure.origin} about={`Origin of ${figure.label}`} />
        </p>
        <p class="fig-mid">{figure.cost}</p>
        <p class="fig-sub">
          <span title={figure.exactTokens}>{figure.tokens}</span>
        </p>
        <p class="fig-sub">
          {figure.cache && <span>{figure.cache}</span>}
          {figure.saved && <span>{figure.saved}</span>}
        </p>
        {figure.unpriced && <p class="fig-sub is-unpriced">{figure.unpriced}</p>}
      </div>
    ))}
  </section>
)

/** The same boxes while the first answer is on its way, so that nothing jumps when it comes. */
export const EmptyStrip = () => (
  <section class="figures usage-figs" aria-hidden="true">
    {['Today', '7 days', '30 days', 'All time'].map((label) => (
      <div class="fig" key={label}>
        <p class="fig-label">{label}</p>
        <p class="fig-mid muted">–</p>
        <p class="fig-sub">&nbsp;</p>
        <p class="fig-sub">&nbsp;</p>
      </div>
    ))}
  </section>
)
