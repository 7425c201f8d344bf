/** tmux, asked as its user would: whose pane a terminal is, what it shows, and keys into it. A pane is named by its id alone. */
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ShellCommand } from '../../../core/words/command.ts'
import { shellCommand, shellWord } from '../../../core/words/command.ts'

export interface Tmux {
  /** The pane of this terminal (`pts/6`), of whichever server of this user. */
  find(tty: string): Promise<Pane | undefined>
  /** Undefined: the pane is gone, or nobody answers. */
  look(pane: Pane): Promise<PaneLook | undefined>
  leaveCopyMode(pane: Pane): Promise<void>
  /** These very bytes. */
  type(pane: Pane, bytes: Buffer): Promise<void>
  /** A key, as tmux names it, if at that moment everything still is as it was seen: whether it was pressed. `times`: @default 1 */
  pressIf(pane: Pane, key: string, seen: SeenPane, times?: number): Promise<boolean>
  /** Brings it to the front of a terminal that shows this tmux, its session's own before others. */
  show(pane: Pane): Promise<ShownPane>
}

/** `client`: in which it is seen now; without one `attach` leads there. */
export interface ShownPane {
  readonly client?: { readonly pid: number; readonly tty: string } | undefined
  readonly attach?: ShellCommand | undefined
}

export interface Pane {
  readonly socket: string
  /** `%7` */
  readonly id: string
}

export interface PaneLook {
  readonly tty: string
  readonly isDead: boolean
  /** Copy mode, or a menu of tmux: it takes the keys. */
  readonly isInMode: boolean
  readonly isInputOff: boolean
  /** Its keys go to other panes, too. */
  readonly isSynchronized: boolean
  readonly columns: number
  readonly cursor: { readonly x: number; readonly y: number }
  /** With styles, row by row. */
  readonly screen: string
}

export interface SeenPane extends Pick<PaneLook, 'cursor'> {
  /** Stands somewhere on the screen; letters, digits and blanks alone. */
  readonly words: string
  /** In this row, from 0, and in none above it. @default in any */
  readonly row?: number | undefined
}

export type RunTmux = (args: readonly string[]) => Promise<string>

const patienceMs = 3_000
/** A pane that was found is not looked for again so soon; each look at it tells whose terminal it is. */
const foundForMs = 1_000
const facts = [
  ...['pane_dead', 'pane_in_mode', 'pane_input_off', 'pane_synchronized', 'pane_width', 'cursor_x', 'cursor_y'],
  'pane_tty',
]
const asked = facts.map((fact) => `#{${fact}}`).join(' ')
const pressed = 'tce-pressed'

/** -u: texts are UTF-8, whatever the locale of whoever asks. */
const runTmux: RunTmux = (args) =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, LC_ALL: 'C.UTF-8' }
    execFile('tmux', ['-u', ...args], { env, timeout: patienceMs, maxBuffer: 16_000_000 }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    )
  })

export function createTmux(socketDir: string, run: RunTmux = runTmux): Tmux {
  const on = ({ socket }: Pane, ...args: readonly string[]) => run(['-S', socket, ...args])
  const found = new Map<string, { readonly pane: Pane; readonly atMs: number }>()

  async function lookFor(tty: string): Promise<Pane | undefined> {
    for (const socket of socketsIn(socketDir)) {
      const panes = await run(['-S', socket, 'list-panes', '-a', '-F', '#{pane_id} #{pane_tty}']).catch(() => '')
      const id = panes
        .split('\n')
        .flatMap((line) => (line.endsWith(` /dev/${tty}`) ? (line.split(' ')[0] ?? []) : []))[0]
      if (id !== undefined) return { socket, id }
    }
    return undefined
  }

  return {
    async find(tty) {
      for (const [other, { atMs }] of found) if (performance.now() - atMs > foundForMs) found.delete(other)
      const pane = found.get(tty)?.pane ?? (await lookFor(tty))
      if (pane !== undefined && !found.has(tty)) found.set(tty, { pane, atMs: performance.now() })
      return pane
    },
    async look(pane) {
      const answer = await on(
        pane,
        ...['display-message', '-p', '-t', pane.id, asked, ';', 'capture-pane', '-p', '-e', '-t', pane.id],
      ).catch(() => undefined)
      return answer === undefined ? undefined : lookIn(answer)
    },
    async leaveCopyMode(pane) {
      const isIn = '#{||:#{==:#{pane_mode},copy-mode},#{==:#{pane_mode},view-mode}}'
      await on(pane, 'if-shell', '-F', '-t', pane.id, isIn, `send-keys -t ${pane.id} -X cancel`, '')
    },
    async type(pane, bytes) {
      const keys = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'))
      await on(pane, 'send-keys', '-t', pane.id, '-H', ...keys)
    },
    async pressIf(pane, key, seen, times = 1) {
      const press = `send-keys -t ${pane.id} -N ${times} ${key} ; display-message -p ${pressed}`
      return (await on(pane, 'if-shell', '-F', '-t', pane.id, isAsSeen(seen), press, '')).includes(pressed)
    },
    async show(pane) {
      const told = await on(pane, 'display-message', '-p', '-t', pane.id, '#{session_id} #{session_name}').catch(
        () => '',
      )
      const [session = '', ...name] = told.trimEnd().split(' ')
      const clients = clientsIn(await on(pane, 'list-clients', '-F', askedOfClients).catch(() => ''))
      const client = clients.find((one) => one.session === session) ?? clients[0]
      if (client === undefined) return { attach: attachCommand(pane, name.join(' ')) }
      await on(
        pane,
        ...['select-window', '-t', pane.id, ';', 'select-pane', '-t', pane.id, ';'],
        ...['switch-client', '-c', client.tty, '-t', pane.id],
      )
      return { client: { pid: client.pid, tty: client.tty.replace(/^\/dev\//, '') } }
    },
  }
}

const askedOfClients = '#{client_activity} #{client_pid} #{session_id} #{client_tty}'

/** The one that was used last comes first. */
const clientsIn = (listed: string) =>
  listed
    .split('\n')
    .flatMap((line) => {
      const [at, pid, session, ...tty] = line.split(' ')
      return tty.length === 0 ? [] : [{ atSeconds: Number(at), pid: Number(pid), session, tty: tty.join(' ') }]
    })
    .toSorted((a, b) => b.atSeconds - a.atSeconds)

/** For a session whose name begins with what another one is called, too: `=` takes it to the letter. */
function attachCommand({ socket }: Pane, session: string): ShellCommand | undefined {
  const path = shellWord(socket)
  const own = basename(socket) === 'default' && !process.env['TMUX_TMPDIR'] ? ['tmux'] : ['tmux', '-S', path ?? '']
  return path === undefined ? undefined : shellCommand([...own, 'attach', '-t'], [`=${session}`])
}

/** `#{C:…}` is the first row in which the words stand, from 1; 0 where they stand nowhere. */
function isAsSeen({ cursor, words, row }: SeenPane): string {
  const conditions = [
    '#{==:#{pane_in_mode},0}',
    `#{==:#{cursor_x},${cursor.x}}`,
    `#{==:#{cursor_y},${cursor.y}}`,
    ...(words === '' ? [] : [row === undefined ? `#{C:${words}}` : `#{==:#{C:${words}},${row + 1}}`]),
  ]
  return conditions.reduceRight((rest, condition) => `#{&&:${condition},${rest}}`)
}

/** tmux keeps the sockets of a user in `tmux-<uid>`. */
function socketsIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir).map((name) => join(dir, name))
  } catch {
    return [] // this user never started one
  }
}

function lookIn(answer: string): PaneLook | undefined {
  const end = answer.indexOf('\n')
  const [dead, mode, off, synchronized, columns, x, y, tty = ''] = answer.slice(0, end).split(' ')
  if (end < 0 || y === undefined) return undefined
  return {
    tty: tty.replace(/^\/dev\//, ''),
    isDead: dead === '1',
    isInMode: mode !== '0',
    isInputOff: off === '1',
    isSynchronized: synchronized === '1',
    columns: Number(columns),
    cursor: { x: Number(x), y: Number(y) },
    screen: answer.slice(end + 1),
  }
}
