/** A session played again: everything in its order, pauses as long as they were, faster, and never endless. */
import { afterEach, expect, it } from 'vitest'
import { createReplayPlayer, type ReplayClock } from '../../src/cli/watch/replay-player.ts'
import type { SessionChange, SessionWatch } from '../../src/core/session/session-watch.ts'
import { createSessionWatcher, type SessionWatcher } from '../../src/sessions/session-watcher.ts'
import { call, makeSessionHome, prompt, result, sessionId, text } from '../sessions/transcript-lines.ts'

let watcher: SessionWatcher | undefined
afterEach(() => watcher?.close())

async function finished(): Promise<SessionWatch> {
  const home = makeSessionHome()
  const at = (second: number) => ({ timestamp: new Date(Date.UTC(2026, 10, 20, 9, 0, second)).toISOString() })
  home.write([
    prompt('go', at(0)),
    { ...call('t1', 'Bash', { command: 'make' }), ...at(2) },
    { ...call('t2', 'Read', { file_path: '/a' }), ...at(2) },
    { ...result('t1'), ...at(12) },
    { ...result('t2'), ...at(12) },
    { ...text('done'), ...at(3_600) },
  ])
  watcher = createSessionWatcher({ sources: [{ agent: 'claude', dataDir: home.configDir }] })
  const watch = await watcher.open(sessionId)
  if (watch === undefined) throw new Error('No session')
  return watch
}

it('waits as long as it took, divided by the speed, and at most two seconds', async () => {
  const pauses: number[] = []
  const player = createReplayPlayer(await finished(), { speed: 10, pause: async (ms) => void pauses.push(ms) })
  const changes: SessionChange[] = []
  player.subscribe((change) => changes.push(change))
  await player.play()
  expect(pauses).toEqual([200, 1000, 2000])
  const moments = changes.flatMap((change) => (change.type === 'events' ? [change.events.map(({ kind }) => kind)] : []))
  expect(moments).toEqual([['prompt'], ['tool-call', 'tool-call'], ['tool-result', 'tool-result'], ['text']])
  const states = changes.flatMap((change) => (change.type === 'state' ? [change.state] : []))
  expect(states.map(({ status, doing }) => doing ?? status)).toEqual(['thinking', 'Read a', 'thinking', 'idle'])
  expect((await player.events()).events).toHaveLength(6)
})

it('stops and goes on, faster and slower, and says where it is', async () => {
  const clocks: ReplayClock[] = []
  const player = createReplayPlayer(await finished(), { speed: 10, pause: async () => {} })
  player.onClock((clock) => clocks.push(clock))
  player.toggle()
  const playing = player.play()
  player.faster()
  player.slower()
  player.slower()
  expect(clocks.map(({ speed }) => speed).slice(-3)).toEqual([20, 10, 5])
  expect(clocks.at(-1)).toMatchObject({ isPaused: true, share: 0, isAtEnd: false })
  player.toggle()
  await playing
  expect(clocks.at(-1)).toMatchObject({ isPaused: false, share: 1, isAtEnd: true, at: '2026-11-20T10:00:00.000Z' })
})
