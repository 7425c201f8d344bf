/** A part of a screen under a heading, with what belongs to the heading at its right. */
import type { ComponentChildren, RefObject } from 'preact'

interface PanelPartProps {
  readonly title: ComponentChildren
  /** At the right of the title: what it is of, a choice, a legend. */
  readonly aside?: ComponentChildren
  readonly children: ComponentChildren
}

interface PanelProps extends PanelPartProps {
  readonly class?: string
  /** Of a part that is a landmark. */
  readonly label?: string
  /** It scrolls sideways on a narrow screen, and is reached with the keyboard for that. */
  readonly isScroller?: boolean
  readonly root?: RefObject<HTMLElement | null>
}

export const Panel = ({ class: className = '', label, isScroller = false, root, ...part }: PanelProps) => (
  <section ref={root ?? null} class={`panel ${className}`} aria-label={label} tabIndex={isScroller ? 0 : undefined}>
    <PanelPart {...part} />
  </section>
)

/** One of several in a panel. */
export const PanelPart = ({ title, aside, children }: PanelPartProps) => (
  <>
    <header class="panel-head">
      <h2>{title}</h2>
      {aside}
    </header>
    {children}
  </>
)
