/**
 * A stand-in for an agent in a terminal: agent-box.mjs, drawn and given keys there. What it was sent goes into a file as JSON lines.
 *
 *   node box-agent.mjs <file>     SIGUSR1 opens a dialog, or closes it; SIGUSR2 makes it deaf to Enter once
 */
import { appendFileSync } from 'node:fs'
import { createAgentBox } from './agent-box.mjs'

const [file] = process.argv.slice(2)
const box = createAgentBox((entry) => appendFileSync(file, `${JSON.stringify(entry)}\n`))

process.stdin.setRawMode(true)
process.stdout.write('\x1b[?2004h')
for (const signal of ['SIGUSR1', 'SIGUSR2']) {
  process.on(signal, () => {
    box.signal(signal)
    draw()
  })
}
process.stdout.on('resize', draw)

process.stdin.on('data', (chunk) => {
  if (chunk.includes(3)) process.exit()
  box.take(chunk.toString())
  draw()
})

function draw() {
  const { rows, cursor } = box.drawn(process.stdout.columns ?? 80)
  const placed = cursor === undefined ? '' : `\x1b[${cursor.y + 1};${cursor.x + 1}H`
  process.stdout.write(`\x1b[H\x1b[2J${rows.join('\r\n')}${placed}`)
}

draw()
