/** A part of a screen under a heading, with what belongs to the heading at its right. */
import type { ComponentChildren } from 'preact'

interface PanelProps {
  readonly title: ComponentChildren
  /** At the right of the title: what it is of, a choice, a legend. */
  readonly aside?: ComponentChildren
  readonly class?: string
  readonly children: ComponentChildren
}

export const Panel = ({ title, aside, class: className = '', children }: PanelProps) => (
  <section class={`panel ${className}`}>
    <header class="panel-head">
      <h2>{title}</h2>
      {aside}
    </header>
    {children}
  </section>
)
