/**
 * The keys of the terminal program: TCE's own, the original's as a preset, and what a user has put in their place. Keys are named as one
 * writes them: `n`, `N`, `enter`, `ctrl+d`, `shift+up`. Pure.
 */
import { err, ok, type Result } from '../result.ts'

export const keymapNames = ['tce', 'argus'] as const
export type KeymapName = (typeof keymapNames)[number]

/** What a key can do, with how the list of keys says it. */
export const keyActions = {
  down: 'move down',
  up: 'move up',
  open: 'into the terminal',
  back: 'back to the list',
  'next-waiting': 'next one that waits',
  allow: 'allow once',
  deny: 'deny…',
  new: 'new task',
  prompt: 'prompt, in $EDITOR',
  git: 'git: what it changed',
  diff: 'diff',
  merge: 'merge…',
  links: 'links',
  stop: 'stop…',
  resume: 'resume, start',
  restart: 'begin afresh',
  fork: 'fork…',
  rename: 'rename',
  archive: 'archive, and back',
  pin: 'pin, unpin',
  destroy: 'destroy…',
  prune: 'remove done ones…',
  done: 'done',
  advance: 'next state',
  revert: 'state before',
  'copy-prompt': 'copy its prompt',
  copy: 'copy what it put out',
  filter: 'filter',
  palette: 'go to a task, do something',
  zoom: 'terminal alone, and back',
  scroll: 'scrollback',
  'take-size': 'give the terminal this size',
  detach: 'leave the terminal',
  agents: 'agents',
  tasks: 'tasks',
  settings: 'settings',
  redraw: 'draw anew',
  keys: 'all keys',
  quit: 'quit',
} as const
export type KeyAction = keyof typeof keyActions
const isAction = (text: string): text is KeyAction => Object.hasOwn(keyActions, text)

export interface Keymap {
  readonly name: KeymapName
  readonly leader: string
  /** In the list, and wherever no text is typed. */
  readonly list: Readonly<Record<string, KeyAction>>
  /** After the leader, everywhere, in a focused terminal too. */
  readonly led: Readonly<Record<string, KeyAction>>
  /** What a focused terminal does not get. Empty in TCE's own. */
  readonly taken: Readonly<Record<string, KeyAction>>
}

const move = { j: 'down', down: 'down', k: 'up', up: 'up', enter: 'open' } as const
const always = { '?': 'keys', '/': 'filter', q: 'quit' } as const

const led: Readonly<Record<string, KeyAction>> = {
  ...{
    q: 'back',
    n: 'next-waiting',
    y: 'allow',
    z: 'zoom',
    g: 'git',
    '[': 'scroll',
    l: 'links',
    '?': 'keys',
    k: 'palette',
  },
  ...{ d: 'detach', s: 'take-size', c: 'copy', '1': 'agents', '2': 'tasks', ',': 'settings' },
}

const presets: Readonly<Record<KeymapName, Omit<Keymap, 'name' | 'leader'>>> = {
  tce: {
    list: {
      ...move,
      ...always,
      ...{ w: 'next-waiting', y: 'allow', n: 'deny', N: 'new', p: 'prompt', d: 'diff', m: 'merge', g: 'git' },
      ...{ s: 'stop', r: 'resume', f: 'fork', R: 'rename', a: 'archive', P: 'pin', X: 'destroy', D: 'done' },
      ...{ '1': 'agents', '2': 'tasks', ',': 'settings', z: 'zoom', 'ctrl+l': 'redraw' },
    },
    led,
    taken: {},
  },
  argus: {
    list: {
      ...move,
      ...always,
      ...{ n: 'new', 'ctrl+f': 'fork', s: 'advance', S: 'revert', a: 'archive', P: 'pin', c: 'copy-prompt' },
      ...{ r: 'rename', 'ctrl+d': 'destroy', 'ctrl+r': 'prune', 'ctrl+l': 'redraw', p: 'prompt' },
      ...{ '1': 'tasks', '2': 'agents', '3': 'settings', 'ctrl+k': 'palette', 'ctrl+z': 'zoom' },
    },
    led: { ...led, '1': 'tasks', '2': 'agents', '3': 'settings' },
    taken: { 'ctrl+q': 'back', 'ctrl+k': 'palette', 'ctrl+z': 'zoom', 'shift+up': 'scroll' },
  },
}

const specialKeys = [
  'enter',
  'esc',
  'tab',
  'space',
  'up',
  'down',
  'left',
  'right',
  'home',
  'end',
  'shift+up',
  'shift+down',
]
/** One character, a key by its name, or Ctrl with a letter or one of `[ \ ] ^ _`. */
export const isKeyName = (key: string): boolean =>
  /^[!-~]$/.test(key) || /^ctrl\+[a-z[\\\]^_]$/.test(key) || specialKeys.includes(key)

/** The byte that a terminal sends for Ctrl with something. */
export const controlByte = (key: string): number | undefined =>
  /^ctrl\+[a-z[\\\]^_]$/.test(key) ? key.slice(5).toUpperCase().charCodeAt(0) & 0x1f : undefined

export const usualLeader = 'ctrl+\\'
/** Offered where one is chosen; any other Ctrl with a key may be written. */
export const leaderChoices = [usualLeader, 'ctrl+q', 'ctrl+]', 'ctrl+g', 'ctrl+o'] as const

export interface KeymapSettings {
  readonly keymap: KeymapName
  readonly leader: string
  /** Each `action = key`. */
  readonly keys: readonly string[]
}

/** What can't be used is left out and told in a sentence; the rest holds. */
export function keymapOf({ keymap, leader, keys }: KeymapSettings): {
  readonly keymap: Keymap
  readonly problems: readonly string[]
} {
  const preset = presets[keymap]
  const problems: string[] = []
  const isLeader = controlByte(leader) !== undefined && leader !== 'ctrl+c'
  if (!isLeader) problems.push(`tui.leader: ${leader} is none. It is Ctrl with a letter, or with one of [ \\ ] ^ _.`)
  let list = preset.list
  for (const text of keys) {
    const own = ownKey(text)
    if (own.ok) list = withKey(list, own.value)
    else problems.push(`tui.keys: ${own.error}`)
  }
  return { keymap: { ...preset, name: keymap, leader: isLeader ? leader : usualLeader, list }, problems }
}

/** `[keybindings]` of Argus, by its names for what ours do. */
export const argusBindings: Readonly<Record<string, KeyAction>> = {
  ...{ new: 'new', attach: 'open', status: 'advance', delete: 'destroy', quit: 'quit', help: 'keys' },
  ...{ filter: 'filter', prompt: 'prompt', worktree: 'git' },
}

interface OwnKey {
  readonly action: KeyAction
  readonly key: string
}

function ownKey(text: string): Result<OwnKey, string> {
  const [, action = '', key = ''] = /^\s*([\w-]+)\s*=\s*(\S+)\s*$/.exec(text) ?? []
  if (!isAction(action))
    return err(`${text} names nothing that a key can do. There are: ${Object.keys(keyActions).join(', ')}.`)
  if (!isKeyName(key)) return err(`${text} names no key. Write n, N, ctrl+n, enter, space, up …`)
  return ok({ action, key })
}

/** The action has this key alone, and the key this action. */
const withKey = (list: Keymap['list'], { action, key }: OwnKey): Keymap['list'] => ({
  ...Object.fromEntries(Object.entries(list).filter(([other, does]) => does !== action && other !== key)),
  [key]: action,
})

/** By which keys something is done, the shortest first. */
export const keysFor = (keys: Readonly<Record<string, KeyAction>>, action: KeyAction): readonly string[] =>
  Object.keys(keys).filter((key) => keys[key] === action)

/** As it is shown: `^\` for `ctrl+\`, `⏎` for enter. */
export function keyLabel(key: string): string {
  if (key.startsWith('ctrl+')) return `^${key.slice(5)}`
  return { enter: '⏎', up: '↑', down: '↓', left: '←', right: '→', 'shift+up': '⇧↑', 'shift+down': '⇧↓' }[key] ?? key
}
