/**
 * A box between two rules as Claude Code draws it: pasted and typed text, Enter, a dialog on demand. In a terminal (box-agent.mjs) or in memory.
 * WORK as a prompt begins a turn, which Esc breaks off; MODES a,b the modes that Shift+Tab leads through.
 */

/** Of its box. */
const mostRows = 14

/** `note` is told of each prompt, answer of a dialog, interruption and mode. */
export function createAgentBox(note) {
  let text = ''
  let isDialog = false
  let isDeaf = false
  let isBusy = false
  let pasted
  /** The first one is on. */
  let modes = ['manual mode', 'accept edits', 'plan mode', 'bypass permissions', 'auto mode']

  function take(part) {
    if (part === '\x1b[200~') pasted = ''
    else if (part === '\x1b[201~') {
      if (!isDialog) text += pasted ?? ''
      pasted = undefined
    } else if (pasted !== undefined) pasted += part
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

  function drawn(columns) {
    const rule = '─'.repeat(columns)
    const [first = '', ...rest] = text.split('\n')
    const whole = [`❯ ${first}`, ...rest.map((row) => `  ${row}`)]
    const box = whole.slice(-mostRows)
    const hidden = whole.length - box.length
    const upper = hidden === 0 ? rule : `─── ↑ ${hidden} more `.padEnd(columns, '─')
    const foot = `  ⏵⏵ ${modes[0]} on · ${isBusy ? 'esc to interrupt' : '? for shortcuts'}`
    if (isDialog) return { rows: ['Do you want to proceed?', '❯ 1. Yes', '  2. No', 'Esc to cancel'] }
    const cursor = { x: Math.min(columns, (rest.at(-1) ?? first).length + 3) - 1, y: box.length }
    return { rows: [upper, ...box, rule, foot], cursor }
  }

  return {
    take(chunk) {
      for (const part of chunk.split(/(\x1b\[20[01]~|\x1b\[Z|\r|\x15)/)) take(part)
    },
    signal(name) {
      if (name === 'SIGUSR1') isDialog = !isDialog
      else isDeaf = true
    },
    drawn,
  }
}
