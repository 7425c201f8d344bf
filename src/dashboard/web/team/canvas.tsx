/** The canvas that agents stand on: dragged, panned, zoomed and connected with the pointer or with keys. */
import { useRef, useState } from 'preact/hooks'
import { canvasSize, nodeSize, onCanvas, type Place } from '../../../core/team/graph.ts'
import { useKeys } from '../keys.ts'
import { useBoxWidth } from '../parts/use-box-width.ts'
import { signal } from '../store.ts'
import { CanvasNode, hueOf } from './canvas-node.tsx'
import { CanvasTools } from './canvas-tools.tsx'
import {
  type Arrow,
  arrows,
  type Box,
  fitted,
  isArrow,
  neighbour,
  panned,
  type View,
  withInSight,
  zoomed,
} from './canvas-view.ts'
import { dropLink, linkFrom, takeForLink, tool } from './connecting.tsx'
import { graph, isConnected, keepPlaces, move, nameOf, nodes, type TeamNode } from './team-state.ts'

interface CanvasProps {
  readonly chosen: string | undefined
  readonly onChoose: (sessionId: string | undefined) => void
  /** What can be said to it. */
  readonly onOpen: (sessionId: string) => void
}

const heightPx = 516
const stepPx = 20
const zoomStep = 1.25
/** Less is no drag, but a hand that is not still. */
const dragFromPx = 4

/** Where it was left, for who comes back; undefined: nobody has moved it, and all of it is seen. */
const view = signal<View | undefined>(undefined)

export function Canvas({ chosen, onChoose, onOpen }: CanvasProps) {
  const svg = useRef<SVGSVGElement>(null)
  const { box: frame, widthPx } = useBoxWidth<HTMLElement>(800)
  const box: Box = { width: widthPx, height: heightPx }
  const seen = view.value ?? fitted(nodes.value, box)
  const look = (next: View) => {
    view.value = next
  }
  const press = (sessionId: string) => {
    if (tool.peek() === 'hand') return onChoose(sessionId)
    const isSecond = takeForLink(sessionId)
    // The same one again: it is let go.
    onChoose(!isSecond && linkFrom.peek() === undefined ? undefined : sessionId)
  }
  const pointer = usePointer(seen, box, look, (sessionId) => {
    if (sessionId !== undefined) return press(sessionId)
    dropLink()
    onChoose(undefined)
  })
  const zoom = (factor: number) => look(zoomed(seen, factor, { x: box.width / 2, y: box.height / 2 }, box))
  const focus = (sessionId: string) => {
    const node = nodes.peek().find((one) => one.sessionId === sessionId)
    if (node !== undefined) look(withInSight(seen, node, box))
    svg.current?.querySelector<SVGElement>(`[data-session="${CSS.escape(sessionId)}"]`)?.focus({ preventScroll: true })
  }
  const fit = () => look(fitted(nodes.peek(), box))
  useKeys({
    v: () => choose('choose'),
    h: () => choose('hand'),
    c: () => beginLink(svg.current),
    '0': fit,
    '+': () => zoom(zoomStep),
    '-': () => zoom(1 / zoomStep),
    Escape: () => {
      if (linkFrom.peek() === undefined && tool.peek() === 'choose' && chosen === undefined) return false
      dropLink()
      return onChoose(undefined)
    },
  })
  const onKeyDown = (event: KeyboardEvent) => {
    const node = nodes.peek().find(({ sessionId }) => sessionId === sessionOf(event.target))
    const isDone =
      node === undefined ? panByKey(event, seen, box, look) : keyOnNode(event, node, { focus, press, onOpen })
    if (isDone) event.preventDefault()
  }
  const stop = nodes.value.find(({ sessionId }) => sessionId === chosen)?.sessionId ?? nodes.value[0]?.sessionId
  return (
    <section class="panel canvas" aria-label="Connections">
      <CanvasTools scale={seen.scale} onZoom={(isLarger) => zoom(isLarger ? zoomStep : 1 / zoomStep)} onFit={fit} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved with the arrow keys. */}
      <section class="gscroll" ref={frame} tabIndex={0} aria-label="Canvas" onKeyDown={onKeyDown}>
        {/* biome-ignore lint/a11y/useSemanticElements: a drawing is no fieldset. */}
        <svg
          ref={svg}
          class={`dag is-${tool.value} ${pointer.isDragging ? 'is-dragging' : ''}`}
          viewBox={`${seen.x} ${seen.y} ${box.width / seen.scale} ${box.height / seen.scale}`}
          width={box.width}
          height={box.height}
          role="group"
          aria-label={`${nodes.value.length} running sessions, ${graph.value?.connections.length ?? 0} connections`}
          {...pointer.listeners}
        >
          <defs>
            <pattern id="dots" width="20" height="20" patternUnits="userSpaceOnUse">
              <circle class="dot" cx="1" cy="1" r="1" />
            </pattern>
          </defs>
          <rect x="0" y="0" width={canvasSize} height={canvasSize} fill="url(#dots)" />
          <g class="edges">
            <Edges />
            <NewEdge at={pointer.at} over={pointer.over} />
          </g>
          {nodes.value.map((node) => (
            <CanvasNode
              key={node.sessionId}
              node={node}
              scale={seen.scale}
              isChosen={node.sessionId === chosen}
              isLinking={node.sessionId === linkFrom.value}
              isStop={node.sessionId === stop}
              connectedWith={connectedWith(node.sessionId)}
              onPress={() => press(node.sessionId)}
            />
          ))}
        </svg>
      </section>
    </section>
  )
}

const choose = (next: 'choose' | 'hand'): void => {
  dropLink()
  tool.value = next
}

/** From the one that has the focus, or from the next that is chosen. */
function beginLink(svg: SVGSVGElement | null): void {
  const focused = svg?.contains(document.activeElement) ? sessionOf(document.activeElement) : undefined
  if (focused !== undefined) takeForLink(focused)
  if (focused === undefined || linkFrom.peek() !== undefined) tool.value = 'connect'
}

const sessionOf = (target: EventTarget | null): string | undefined =>
  target instanceof Element ? (target.closest('[data-session]')?.getAttribute('data-session') ?? undefined) : undefined

const connectedWith = (sessionId: string): readonly string[] =>
  (graph.value?.connections ?? []).flatMap(([a, b]) =>
    a === sessionId ? [nameOf(b)] : b === sessionId ? [nameOf(a)] : [],
  )

const middleOf = ({ x, y }: Place): Place => ({ x: x + nodeSize.width / 2, y: y + nodeSize.height / 2 })
const lineBetween = (a: Place, b: Place): string => `M${a.x} ${a.y}L${b.x} ${b.y}`

function Edges() {
  const find = (id: string) => nodes.value.find(({ sessionId }) => sessionId === id)
  return (graph.value?.connections ?? []).map(([from, to]) => {
    const [a, b] = [find(from), find(to)]
    if (a === undefined || b === undefined) return null
    return <path key={`${from} ${to}`} class={hueOf(a.group)} d={lineBetween(middleOf(a), middleOf(b))} />
  })
}

/** What the next click would make, or take away: to the one under the pointer; while connecting to the pointer itself. */
function NewEdge({ at, over }: { readonly at: Place | undefined; readonly over: string | undefined }) {
  const from = nodes.value.find(({ sessionId }) => sessionId === linkFrom.value)
  const to = nodes.value.find(({ sessionId }) => sessionId === over && over !== from?.sessionId)
  if (from === undefined) return null
  const end = to === undefined ? (tool.value === 'connect' ? at : undefined) : middleOf(to)
  if (end === undefined) return null
  const isApart = to !== undefined && isConnected(from.sessionId, to.sessionId)
  return <path class={isApart ? 'is-new is-apart' : 'is-new'} d={lineBetween(middleOf(from), end)} />
}

interface OnNode {
  readonly focus: (sessionId: string) => void
  readonly press: (sessionId: string) => void
  readonly onOpen: (sessionId: string) => void
}

/** True: the key was for it. */
function keyOnNode(event: KeyboardEvent, node: TeamNode, { focus, press, onOpen }: OnNode): boolean {
  const { key, shiftKey, ctrlKey, altKey, metaKey } = event
  if (ctrlKey || altKey || metaKey) return false
  if (isArrow(key)) {
    if (shiftKey) moveBy(node, key)
    else {
      const next = neighbour(node, key, nodes.peek(), (other) => isConnected(node.sessionId, other))
      if (next !== undefined) focus(next)
    }
    return true
  }
  const isSecond = linkFrom.peek() !== undefined && linkFrom.peek() !== node.sessionId
  if (key === 'Enter' && !isSecond) onOpen(node.sessionId)
  else if (key === 'Enter' || key === ' ') press(node.sessionId)
  else return false
  return true
}

function moveBy({ sessionId, x, y }: TeamNode, arrow: Arrow): void {
  const [dx, dy] = arrows[arrow]
  move(sessionId, onCanvas({ x: x + dx * stepPx, y: y + dy * stepPx }))
  void keepPlaces()
}

function panByKey(
  { key, ctrlKey, altKey, metaKey }: KeyboardEvent,
  seen: View,
  box: Box,
  look: (next: View) => void,
): boolean {
  if (!isArrow(key) || ctrlKey || altKey || metaKey) return false
  const [dx, dy] = arrows[key]
  look(panned(seen, -dx * 2 * stepPx, -dy * 2 * stepPx, box))
  return true
}

interface Held {
  readonly session: string | undefined
  /** Of the node, or of the view. */
  readonly from: Place
  readonly x: number
  readonly y: number
}

/** Drags nodes and the canvas; what was no drag is a press. */
function usePointer(
  seen: View,
  box: Box,
  look: (next: View) => void,
  onPress: (sessionId: string | undefined) => void,
) {
  const held = useRef<Held | undefined>(undefined)
  const [isDragging, setIsDragging] = useState(false)
  const [at, setAt] = useState<Place>()
  const [over, setOver] = useState<string>()
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return
    const session = sessionOf(event.target)
    const node = tool.peek() === 'hand' ? undefined : nodes.peek().find(({ sessionId }) => sessionId === session)
    // From now on it stays where it is, whatever is moved on it.
    look(seen)
    held.current = { session, from: node ?? seen, x: event.clientX, y: event.clientY }
    ;(event.currentTarget as Element).setPointerCapture(event.pointerId)
  }
  const moveTo = (event: PointerEvent) => {
    const { left, top } = (event.currentTarget as Element).getBoundingClientRect()
    if (linkFrom.peek() !== undefined) {
      setAt({ x: seen.x + (event.clientX - left) / seen.scale, y: seen.y + (event.clientY - top) / seen.scale })
      setOver(sessionOf(event.target))
    }
    const { current } = held
    if (current === undefined) return
    const [dx, dy] = [event.clientX - current.x, event.clientY - current.y]
    if (!isDragging && Math.hypot(dx, dy) < dragFromPx) return
    setIsDragging(true)
    if (current.session === undefined || tool.peek() === 'hand')
      look(panned({ ...current.from, scale: seen.scale }, dx, dy, box))
    else move(current.session, onCanvas({ x: current.from.x + dx / seen.scale, y: current.from.y + dy / seen.scale }))
  }
  const up = () => {
    const { current } = held
    held.current = undefined
    setIsDragging(false)
    if (current === undefined) return
    if (!isDragging) onPress(current.session)
    else if (current.session !== undefined && tool.peek() !== 'hand') void keepPlaces()
  }
  const leave = () => {
    setAt(undefined)
    setOver(undefined)
  }
  const wheel = (event: WheelEvent) => {
    const { left, top } = (event.currentTarget as Element).getBoundingClientRect()
    const point = { x: event.clientX - left, y: event.clientY - top }
    const next = event.ctrlKey
      ? zoomed(seen, Math.exp(-event.deltaY / 200), point, box)
      : panned(seen, -event.deltaX, -event.deltaY, box)
    // At its edge the page scrolls.
    if (next.x === seen.x && next.y === seen.y && next.scale === seen.scale) return
    event.preventDefault()
    look(next)
  }
  const listeners = {
    ...{ onPointerDown: down, onPointerMove: moveTo, onPointerUp: up, onPointerCancel: up },
    ...{ onPointerLeave: leave, onWheel: wheel },
  }
  return { isDragging, at, over, listeners }
}
