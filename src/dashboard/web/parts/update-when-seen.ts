/** A row that is not on the screen need not be drawn again with every look at the machine: 500 rows then cost what 30 do. */
import { Component, createRef } from 'preact'

interface Row {
  setSeen(isSeen: boolean): void
}

const rows = new WeakMap<Element, Row>()
let observer: IntersectionObserver | undefined

function observe(): IntersectionObserver {
  // So far from the screen a row is made whole, so that scrolling hardly ever meets a bare one.
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) rows.get(target)?.setSeen(isIntersecting)
    },
    { rootMargin: '800px 0px' },
  )
  return observer
}

export interface Seeable {
  /** Stands within the first screenful, so that it is whole from the start. */
  readonly isNearTop: boolean
}

export abstract class UpdateWhenSeen<Props extends Seeable, Root extends HTMLElement> extends Component<Props> {
  /** For the element of the row. */
  readonly root = createRef<Root>()
  protected isSeen = this.props.isNearTop
  private isOutdated = false

  /** What is drawn wherever the row is, when it changes: the focus, what is being done with it. */
  protected abstract readonly urgent: readonly (keyof Props)[]

  override componentDidMount(): void {
    if (this.root.current === null) return
    rows.set(this.root.current, this)
    observe().observe(this.root.current)
  }

  override componentWillUnmount(): void {
    if (this.root.current !== null) observer?.unobserve(this.root.current)
  }

  override shouldComponentUpdate(next: Readonly<Props>): boolean {
    if (this.isSeen || this.urgent.some((prop) => next[prop] !== this.props[prop])) return true
    this.isOutdated = true
    return false
  }

  override componentDidUpdate(): void {
    this.isOutdated = false
  }

  setSeen(isSeen: boolean): void {
    const hasChanged = this.isSeen !== isSeen
    this.isSeen = isSeen
    if ((hasChanged && this.isDrawnDifferently()) || (isSeen && this.isOutdated)) this.forceUpdate()
  }

  /** Whether a row that is far away is drawn with less. */
  protected isDrawnDifferently(): boolean {
    return false
  }
}
