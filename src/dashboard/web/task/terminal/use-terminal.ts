/** One terminal on the page, for as long as its panel is there: the screen, the line to it, and what is to be said of both. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { TerminalSize } from '../../../../core/terminals/session.ts'
import { announce } from '../../announcer.tsx'
import { keptChoice } from '../../store.ts'
import { theme } from '../../theme.ts'
import { isPageKey, scrollKey } from './terminal-keys.ts'
import { type LineState, openTerminalLine, type TerminalLine } from './terminal-line.ts'
import type { FoundPlace, ScrollPlace, TerminalScreen } from './terminal-screen.ts'

export interface TerminalView {
  readonly line: LineState
  readonly scroll: ScrollPlace
  /** Its own; undefined until something was shown. */
  readonly size?: TerminalSize | undefined
  /** That fits in here. */
  readonly fitting?: TerminalSize | undefined
  readonly found: FoundPlace
  /** Under the pointer. */
  readonly link?: string | undefined
  readonly drawnBy?: 'webgl' | 'rows' | undefined
  /** It could not be loaded. */
  readonly isBroken: boolean
}

export interface TerminalActs {
  focus(): void
  toEnd(): void
  find(text: string, way: 'next' | 'before' | 'typed'): void
  endFind(): void
  /** Its size is the one that fits in here. */
  takeSize(): void
  askToType(): void
  type(text: string): void
}

const smallestPx = 7
const largestPx = 24
const isPhone = matchMedia('(max-width: 45rem)')
const isDark = matchMedia('(prefers-color-scheme: dark)')
export const { choice: fontPx, choose: setFontPx } = keptChoice<number>(
  'tce-terminal-px',
  (text) => Math.min(largestPx, Math.max(smallestPx, Number(text) || (isPhone.matches ? 9 : 12))),
  String,
)
/** Its rows as text for a screen reader: it costs drawing, and is asked for. */
export const { choice: isReadOut, choose: setReadOut } = keptChoice<boolean>(
  'tce-terminal-reader',
  (text) => text === 'on',
  (isOn) => (isOn ? 'on' : undefined),
)
export const changeFont = (by: 1 | -1): void => setFontPx(Math.min(largestPx, Math.max(smallestPx, fontPx.peek() + by)))

const nothing: TerminalView = {
  line: { phase: 'connecting', mayType: false, unacknowledged: 0 },
  scroll: { below: 0, fresh: 0 },
  found: { at: 0, of: 0 },
  isBroken: false,
}
const encoder = new TextEncoder()
/** Where several look nobody's focus is the terminal's, and it is nothing that was typed. */
const focusReport = /^\u001b\[[IO]$/

/** `run`: of the program that runs in it now, which may be another one than before. */
export function useTerminal(taskId: string, run: string | undefined) {
  const place = useRef<HTMLDivElement>(null)
  const [view, setView] = useState(nothing)
  const inside = useRef<{ screen: TerminalScreen; line: TerminalLine } | undefined>(undefined)
  const isBack = useRef(false)
  const px = fontPx.value
  const reads = isReadOut.value
  const look = theme.value

  useEffect(() => {
    const { current } = place
    if (current === null) return
    let isLeft = false
    let leave = () => {}
    setView(nothing)
    const tell = (change: Partial<TerminalView>) => {
      if (!isLeft) setView((now) => ({ ...now, ...change }))
    }
    import('./terminal-screen.ts').then(
      ({ openTerminalScreen }) => {
        if (isLeft) return
        const screen = openTerminalScreen(current, {
          fontPx: fontPx.peek(),
          onTyped(bytes) {
            if (focusReport.test(new TextDecoder('latin1').decode(bytes))) return
            if (isBack.current) announce('Scrolled back: nothing goes in. End goes back to live.')
            else line.type(bytes)
          },
          onKey(event) {
            if (isPageKey(event)) return false
            if (!isBack.current) return true
            const way = event.type === 'keydown' ? scrollKey(event) : undefined
            if (way === 'end') screen.toEnd()
            else if (way !== undefined) screen.scroll(way)
            if (way !== undefined) event.preventDefault()
            return false
          },
          onScroll(scroll) {
            isBack.current = scroll.below > 0
            if (!isLeft)
              setView((now) =>
                now.scroll.below === scroll.below && now.scroll.fresh === scroll.fresh ? now : { ...now, scroll },
              )
          },
          onFound: (found) => tell({ found }),
          onLink: (link) => tell({ link }),
          onDrawing: (drawnBy) => tell({ drawnBy }),
        })
        screen.readOut(isReadOut.peek())
        const shown = () => {
          tell({ size: screen.size })
          screen.showCursor()
        }
        const line = openTerminalLine(taskId, {
          picture(pieces, size, done) {
            screen.redraw(pieces, size, () => {
              done()
              shown()
            })
          },
          output: (bytes, done) => screen.write(bytes, done),
          resized(size) {
            screen.resize(size)
            tell({ size })
          },
          state: (state) => tell({ line: state }),
        })
        const fitIn = () => {
          const fitting = screen.fitting()
          if (fitting === undefined) return
          tell({ fitting })
          line.size(fitting)
        }
        fitIn()
        const observer = new ResizeObserver(fitIn)
        observer.observe(current)
        const recolour = () => screen.recolour()
        isDark.addEventListener('change', recolour)
        inside.current = { screen, line }
        screen.focus()
        leave = () => {
          inside.current = undefined
          observer.disconnect()
          isDark.removeEventListener('change', recolour)
          line.close()
          screen.dispose()
        }
      },
      () => tell({ isBroken: true }),
    )
    return () => {
      isLeft = true
      leave()
    }
  }, [taskId])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another size of the text is another number of cells.
  useEffect(() => {
    const { screen, line } = inside.current ?? {}
    screen?.font(px)
    const fitting = screen?.fitting()
    if (fitting === undefined) return
    setView((now) => ({ ...now, fitting }))
    line?.size(fitting)
  }, [px])
  // biome-ignore lint/correctness/useExhaustiveDependencies: it was switched.
  useEffect(() => inside.current?.screen.readOut(reads), [reads])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read from the page when the theme is another one.
  useEffect(() => {
    // Once the styles have it.
    const timer = requestAnimationFrame(() => inside.current?.screen.recolour())
    return () => cancelAnimationFrame(timer)
  }, [look])
  const { phase } = view.line
  // biome-ignore lint/correctness/useExhaustiveDependencies: what stands below a last screen takes of its place.
  useEffect(() => {
    const frame = requestAnimationFrame(() => inside.current?.screen.showCursor())
    return () => cancelAnimationFrame(frame)
  }, [phase])
  const asked = useRef(run)
  const shownRun = view.line.run
  useEffect(() => {
    if (asked.current === run) return
    asked.current = run
    if (run !== undefined && shownRun !== run) inside.current?.line.beginAnew()
  }, [run, shownRun])

  const acts: TerminalActs = {
    focus: () => inside.current?.screen.focus(),
    toEnd() {
      inside.current?.screen.toEnd()
      inside.current?.screen.focus()
    },
    find: (text, way) => inside.current?.screen.find(text, way),
    endFind: () => inside.current?.screen.endFind(),
    takeSize() {
      const fitting = inside.current?.screen.fitting()
      if (fitting !== undefined) inside.current?.line.size(fitting, true)
      inside.current?.screen.focus()
    },
    askToType: () => inside.current?.line.askToType(),
    type: (text) => inside.current?.line.type(encoder.encode(text)),
  }
  return { place, view, acts }
}
