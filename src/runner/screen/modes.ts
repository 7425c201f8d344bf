/** What programs switch on in a terminal, and xterm.js does not keep: noted beside it, as it reads. */
import type { HeadlessTerminal } from './headless.ts'

export interface NotedModes {
  /** Of the kitty keyboard, as they were pushed one on the other. */
  readonly keyboard: readonly number[]
  /** xterm's modifyOtherKeys; 0: off. */
  readonly otherKeys: number
  /** Private modes that are on, by number: 1007, 2031, 2048. */
  readonly isOn: ReadonlySet<number>
  readonly title: string | undefined
  /** How often all of it was made new. */
  readonly resets: number
}

/** Wheel as arrows, changes of the colour scheme, sizes told in the stream. */
const noted = [1007, 2031, 2048]
const mostPushed = 32

export function noteModes(terminal: HeadlessTerminal): () => NotedModes {
  let keyboard: number[] = []
  let otherKeys = 0
  const isOn = new Set<number>()
  let title: string | undefined
  let resets = 0
  const { parser } = terminal
  type Params = readonly (number | number[])[]
  const number = (params: Params, at: number, otherwise: number): number => {
    const value = params[at]
    return typeof value === 'number' && value > 0 ? value : otherwise
  }
  /** It is read on by xterm.js. */
  const readOn = (note: (params: Params) => void) => (params: Params) => {
    note(params)
    return false
  }
  const forget = () => {
    keyboard = []
    otherKeys = 0
    isOn.clear()
  }
  parser.registerCsiHandler(
    { prefix: '>', final: 'u' },
    readOn((params) => {
      keyboard = [...keyboard, number(params, 0, 0)].slice(-mostPushed)
    }),
  )
  parser.registerCsiHandler(
    { prefix: '<', final: 'u' },
    readOn((params) => {
      keyboard = keyboard.slice(0, Math.max(0, keyboard.length - number(params, 0, 1)))
    }),
  )
  parser.registerCsiHandler(
    { prefix: '=', final: 'u' },
    readOn((params) => {
      const [flags, how] = [number(params, 0, 0), number(params, 1, 1)]
      const before = keyboard.at(-1) ?? 0
      const now = how === 2 ? before | flags : how === 3 ? before & ~flags : flags
      keyboard = [...keyboard.slice(0, -1), now]
    }),
  )
  parser.registerCsiHandler(
    { prefix: '>', final: 'm' },
    readOn((params) => {
      if (number(params, 0, 0) === 4 || params.length === 0) otherKeys = number(params, 1, 0)
    }),
  )
  for (const [final, to] of [
    ['h', true],
    ['l', false],
  ] as const)
    parser.registerCsiHandler(
      { prefix: '?', final },
      readOn((params) => {
        for (const mode of params) {
          if (typeof mode !== 'number' || !noted.includes(mode)) continue
          if (to) isOn.add(mode)
          else isOn.delete(mode)
        }
      }),
    )
  parser.registerCsiHandler({ intermediates: '!', final: 'p' }, readOn(forget))
  parser.registerEscHandler({ final: 'c' }, () => {
    forget()
    resets += 1
    return false
  })
  terminal.onTitleChange((text) => {
    title = text.slice(0, 300)
  })
  return () => ({ keyboard, otherKeys, isOn, title, resets })
}
