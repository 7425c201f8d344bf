/** The clients of clients/ go on sending while the server is gone, and what they kept comes when it is back. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Drill, DrillOptions, DrillResult } from './drill.ts'
import { type DrillServer, drillServer } from './server.ts'

const folder = join(import.meta.dirname, '..', 'clients')
const beforeAndAfterMs = 2_000

export const drill: Drill = {
  proves: 'no event of the two clients is lost, doubled or out of order when the server goes away and comes back',
  times: 60,
  unit: 'seconds away',
  run,
}

async function run({ times, say }: DrillOptions): Promise<DrillResult> {
  const server = await drillServer()
  server.start()
  await server.listens()
  const clients = [javaScript(server), python(server)]
  await sleep(beforeAndAfterMs)
  server.signal('SIGKILL')
  await server.ended()
  say('The server is gone.')
  await sleep(times * 1_000)
  server.start()
  await server.listens()
  say('It is back.')
  await sleep(beforeAndAfterMs)
  const sent = await Promise.all(clients.map(({ finish }) => finish()))
  const figures: Record<string, number> = { 'seconds away': times }
  const faults: string[] = []
  for (const [index, { name }] of clients.entries()) {
    figures[`sent by ${name}`] = sent[index] ?? 0
    faults.push(...(await faultsOf(server, name, sent[index] ?? 0)))
  }
  await server.close()
  return { figures, faults }
}

interface Client {
  readonly name: string
  /** How many events it sent in all, once nothing of them waits any more. */
  finish(): Promise<number>
}

/** It sends one after the other until its input ends, empties its spool and says how many there were. */
function clientOf(name: string, child: ChildProcess): Client {
  let text = ''
  child.stdout?.on('data', (piece: Buffer) => {
    text += piece.toString()
  })
  const closed = once(child, 'close')
  return {
    name,
    async finish() {
      child.stdin?.end()
      await closed
      return Number(text)
    },
  }
}

const stdio = ['pipe', 'pipe', 'inherit'] as const

function javaScript({ port, key, dataDir }: DrillServer): Client {
  const script = `
    const { TceEvents } = await import(${JSON.stringify(join(folder, 'js/tce-events.js'))})
    const [url, key, spool] = process.argv.slice(1)
    const events = new TceEvents({ url, key, spool, source: 'js', timeoutMs: 1000 })
    let isOver = false
    process.stdin.on('end', () => { isOver = true }).resume()
    let n = 0
    while (!isOver) {
      n += 1
      await events.post('drill.step', { message: String(n) })
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    while (!(await events.flush())) await new Promise((resolve) => setTimeout(resolve, 200))
    console.log(n)`
  const words = [`http://127.0.0.1:${port}`, key, join(dataDir, 'js.ndjson')]
  return clientOf(
    'js',
    spawn(process.execPath, ['--input-type=module', '--eval', script, ...words], { stdio: [...stdio] }),
  )
}

function python({ port, key, dataDir }: DrillServer): Client {
  const script = `
import sys, threading, time
from tce_events import TceEvents
url, key, spool = sys.argv[1:4]
events = TceEvents(key, source="py", url=url, spool=spool, timeout=1.0)
over = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
n = 0
while not over.is_set():
    n += 1
    events.post("drill.step", message=str(n))
    time.sleep(0.02)
while not events.flush():
    time.sleep(0.2)
print(n)`
  const env = { ...process.env, PYTHONPATH: join(folder, 'python') }
  const words = [`http://127.0.0.1:${port}`, key, join(dataDir, 'py.ndjson')]
  return clientOf('py', spawn('python3', ['-c', script, ...words], { stdio: [...stdio], env }))
}

async function faultsOf({ port, key }: DrillServer, source: string, sent: number): Promise<readonly string[]> {
  const response = await fetch(`http://127.0.0.1:${port}/api/events/export?source=${source}`, {
    headers: { 'X-API-Key': key },
  })
  const lines = (await response.text()).split('\n').filter((line) => line !== '')
  const stored = lines.map((line) => Number((JSON.parse(line) as { readonly message: string }).message))
  const wrong = stored.findIndex((n, index) => n !== index + 1)
  if (wrong >= 0) return [`${source}: event ${wrong + 1} is ${stored[wrong]}.`]
  return stored.length === sent ? [] : [`${source}: ${sent} were sent, ${stored.length} are there.`]
}
