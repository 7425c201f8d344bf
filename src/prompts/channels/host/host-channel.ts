/**
 * Given to the host that carries the session, which takes it as typed by its user: no keyboard is touched, and no dialog can take it. A mark
 * goes with it, by which it is found in the conversation.
 */
import type { HostedSessions } from '../../hosted-sessions.ts'
import type { Channel } from '../channel.ts'

export function createHostChannel(sessions: HostedSessions): Channel {
  return {
    id: 'host',
    async look({ target }) {
      const now = await sessions.lookAt(target)
      if (now === undefined) return gone
      if (now.activity === 'waiting') return { kind: 'wait', why: 'It asks something, which is answered first.' }
      return { kind: 'ready', through: now.through }
    },
    async interrupt({ target }, press) {
      const now = await sessions.lookAt(target)
      if (now === undefined) return { kind: 'refused', why: gone.why }
      await press(now.through)
      const done = await sessions.interrupt(target)
      if (done.kind === 'refused') return done
      return { kind: done.kind === 'taken' ? 'pressed' : 'doubtful', through: now.through }
    },
    async deliver({ target, text, promptId }, steps) {
      const now = await sessions.lookAt(target)
      if (now === undefined) return { kind: 'nothing', why: gone.why, mayGoLater: false }
      const mark = `tce-${promptId}-${Date.now().toString(36)}`
      await steps.begin(mark)
      await steps.enter()
      const isOnTheWay = now.activity === 'busy'
      const delivery = await sessions.send(target, { text, mark, isOnTheWay })
      if (delivery.kind === 'refused') return { kind: 'nothing', why: delivery.why, mayGoLater: false }
      return isOnTheWay ? { kind: 'sent', isQueuedThere: true } : { kind: 'sent' }
    },
  }
}

const gone = { kind: 'cannot', why: 'No server that carries its session answers any more.' } as const
