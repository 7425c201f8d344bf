/**
 * The part of a server in drills/terminal-crash.ts: it looks at all sessions and passes on what it sees, as frames on stdout, until it is
 * killed. `node terminal-relay.ts <data dir> <run dir> <what each viewer saw as JSON>`
 */
import { openOwnTerminals } from '../src/app/own-terminals.ts'
import { float64, frameKinds, frameOf, sizeBytes } from '../src/runner/protocol.ts'
import type { Terminals } from '../src/runner/terminals.ts'

export interface Seen {
  readonly id: string
  readonly spawn: string
  /** Undefined: nothing yet. */
  readonly offset?: number | undefined
}

const [dataDir = '', runDir = '', seen = '[]'] = process.argv.slice(2)
const terminals = openOwnTerminals({ dataDir, env: { ...process.env, TCE_RUN_DIR: runDir } })

/** Resolves when it is out: whoever reads slowly holds the supervisor's window, not this program. */
const pass = (kind: number, channel: number, ...parts: readonly Uint8Array[]): Promise<void> =>
  new Promise((resolve) => process.stdout.write(frameOf(kind, channel, ...parts), () => resolve()))

await Promise.all((JSON.parse(seen) as readonly Seen[]).map((one, channel) => look(terminals, one, channel)))

async function look(from: Terminals, { id, spawn, offset }: Seen, channel: number): Promise<void> {
  const have = offset === undefined ? undefined : { spawn, offset }
  const attached = await from.attach(
    id,
    {
      output: (bytes, at) => pass(frameKinds.output, channel, float64(at), bytes),
      picture: ({ bytes, size, offset: at, hasHistory }) =>
        pass(frameKinds.picture, channel, float64(at), sizeBytes(size), Uint8Array.of(hasHistory ? 1 : 0), bytes),
      resized: ({ columns, rows }, at) =>
        void pass(frameKinds.size, channel, float64(at), sizeBytes({ columns, rows })),
      over: (exit) => void pass(frameKinds.over, channel, Buffer.from(JSON.stringify(exit))),
    },
    { have, history: true },
  )
  if (attached.ok) return
  if (attached.error.kind !== 'ended') throw new Error(attached.error.message)
  // It ended while nobody looked: what is kept of it is its last screen.
  for (;;) {
    const last = await from.lastScreen(id)
    const exit = (await from.list()).sessions.find((session) => session.id === id)?.exit
    if (last !== undefined && exit !== undefined) {
      const { size, text } = last
      await pass(
        frameKinds.picture,
        channel,
        float64(last.offset),
        sizeBytes(size),
        Uint8Array.of(1),
        Buffer.from(text),
      )
      await pass(frameKinds.over, channel, Buffer.from(JSON.stringify(exit)))
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
