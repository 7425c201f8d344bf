/** A strip of figures at the top of a screen. */
import type { ComponentChildren } from 'preact'

interface FigureStripProps {
  /** What they are of, for those who listen; absent: they are not there yet. */
  readonly label?: string
  readonly class?: string
  readonly children: ComponentChildren
}

export const FigureStrip = ({ label, class: className = '', children }: FigureStripProps) => (
  <section class={`figures ${className}`} aria-label={label} aria-hidden={label === undefined}>
    {children}
  </section>
)

interface FigureProps {
  readonly label: ComponentChildren
  readonly class?: string
  readonly children: ComponentChildren
}

export const Figure = ({ label, class: className = '', children }: FigureProps) => (
  <div class={`fig ${className}`}>
    <p class="fig-label">{label}</p>
    {children}
  </div>
)
