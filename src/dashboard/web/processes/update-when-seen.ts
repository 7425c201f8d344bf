/** A row that is not on the screen need not be drawn again with every look at the machine: 500 rows then cost what 30 do. */
import { Component, createRef } from 'preact'

interface Row {
  setSeen(isSeen: boolean): void
}

const rows = new WeakMap<Element, Row>()
let observer: IntersectionObserver | undefined

function observe(): IntersectionObserver {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) rows.get(target)?.setSeen(isIntersecting)
    },
    { rootMargin: '300px 0px' },
  )
  return observer
}

export abstract class UpdateWhenSeen<Props extends object, Root extends HTMLElement> extends Component<Props> {
  /** For the element of the row. */
  readonly root = createRef<Root>()
  private isSeen = true
  private isOutdated = false

  /** Changes that are drawn wherever the row is, like the focus. */
  abstract isUrgent(next: Props): boolean

  override componentDidMount(): void {
    if (this.root.current === null) return
    rows.set(this.root.current, this)
    observe().observe(this.root.current)
  }

  override componentWillUnmount(): void {
    if (this.root.current !== null) observer?.unobserve(this.root.current)
  }

  override shouldComponentUpdate(next: Readonly<Props>): boolean {
    if (this.isSeen || this.isUrgent(next)) return true
    this.isOutdated = true
    return false
  }

  override componentDidUpdate(): void {
    this.isOutdated = false
  }

  setSeen(isSeen: boolean): void {
    this.isSeen = isSeen
    if (isSeen && this.isOutdated) this.forceUpdate()
  }
}
