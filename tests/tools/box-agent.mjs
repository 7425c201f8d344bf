/**
 * A stand-in for an agent in a terminal: a box between two rules as Claude Code draws it, pasted and typed text, Enter, a dialog on
 * demand. What it was sent goes into a file as JSON lines; whatever it is told to do comes by a signal.
 *
 *   node box-agent.mjs <file>     WORK as a prompt begins a turn, which Esc breaks off; MODES a,b the modes that Shift+Tab leads through; SIGUSR1 opens a dialog, or closes it; SIGUSR2 makes it deaf to Enter once
 */
import { appendFileSync } from 'node:fs'

const [file] = process.argv.slice(2)
const note = (entry) => appendFileSync(file, `${JSON.stringify(entry)}\n`)
/** Of its box. */
const mostRows = 14
let text = ''
let isDialog = false
let isDeaf = false
let isBusy = false
let pasted
/** The first one is on. */
let modes = ['manual mode', 'accept edits', 'plan mode', 'bypass permissions', 'auto mode']

process.stdin.setRawMode(true)
process.stdout.write('\x1b[?2004h')
process.on('SIGUSR1', () => {
  isDialog = !isDialog
  draw()
})
process.on('SIGUSR2', () => {
  isDeaf = true
})
process.stdout.on('resize', draw)

process.stdin.on('data', (chunk) => {
  for (const part of chunk.toString().split(/(\x1b\[20[01]~|\x1b\[Z|\r|\x03|\x15)/)) take(part)
  draw()
})

function take(part) {
  if (part === '\x1b[200~') pasted = ''
  else if (part === '\x1b[201~') {
    if (!isDialog) text += pasted ?? ''
    pasted = undefined
  } else if (pasted !== undefined) pasted += part
  else if (part === '\x03') process.exit()
  else if (part === '\r') enter()
  else if (part === '\x15') takeAway()
  else if (part === '\x1b' && isBusy && !isDialog) interrupt()
  else if (part === '\x1b[Z' && !isDialog) cycle()
  else if (isDialog && part !== '') note({ answered: part })
  else text += part
}

/** Ctrl+U: what stands before the cursor in its row; at its beginning, the row. */
function takeAway() {
  const rowBegins = text.lastIndexOf('\n') + 1
  if (!isDialog) text = text.slice(0, rowBegins === text.length ? -1 : rowBegins)
}

function interrupt() {
  isBusy = false
  note({ interrupted: text })
}

function cycle() {
  const [now, ...others] = modes
  modes = [...others, now]
  note({ mode: modes[0] })
}

function enter() {
  if (isDialog) return note({ answered: 'enter' })
  if (isDeaf) {
    isDeaf = false
    return
  }
  note({ prompt: text })
  if (text === 'WORK') isBusy = true
  if (text.startsWith('MODES ')) modes = text.slice(6).split(',')
  text = ''
}

function draw() {
  const columns = process.stdout.columns ?? 80
  const rule = '─'.repeat(columns)
  const [first = '', ...rest] = text.split('\n')
  const whole = [`❯ ${first}`, ...rest.map((row) => `  ${row}`)]
  const box = whole.slice(-mostRows)
  const hidden = whole.length - box.length
  const upper = hidden === 0 ? rule : `─── ↑ ${hidden} more `.padEnd(columns, '─')
  const rows = isDialog
    ? ['Do you want to proceed?', '❯ 1. Yes', '  2. No', 'Esc to cancel']
    : [upper, ...box, rule, `  ⏵⏵ ${modes[0]} on · ${isBusy ? 'esc to interrupt' : '? for shortcuts'}`]
  const cursor = isDialog ? '' : `\x1b[${rows.length - 1};${Math.min(columns, (rest.at(-1) ?? first).length + 3)}H`
  process.stdout.write(`\x1b[H\x1b[2J${rows.join('\r\n')}${cursor}`)
}

draw()
