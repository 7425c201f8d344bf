/** How the page follows the server: through the worker that all tabs share, or with connections of its own where there is none. */
import { liveUnderLock, whenGone } from './life.ts'
import type { StreamHearer, StreamOrder, Streams } from './stream-hub.ts'
import type { TabMessage, WorkerMessage } from './stream-worker.ts'

let streams: Streams | undefined

/** Nothing is told before it has returned what ends it. After `onLost` no more is told. */
export function followStream(order: StreamOrder, hearer: StreamHearer): () => void {
  streams ??= canShare() ? sharedStreams() : ownStreams()
  return streams.follow(order, hearer)
}

/** Locks are not there on an address without encryption that is not this machine's; without them nobody knows which tabs are left. */
const canShare = (): boolean => typeof SharedWorker === 'function' && 'locks' in navigator

/** Few browsers need its code. */
function ownStreams(): Streams {
  const hub = import('./stream-hub.ts').then(({ createStreamHub }) => createStreamHub())
  return {
    follow(order, hearer) {
      let [leave, isOver] = [(): void => {}, false]
      hub.then(
        (streams) => {
          if (!isOver) leave = streams.follow(order, hearer)
        },
        () => isOver || hearer.onLost(),
      )
      return () => {
        isOver = true
        leave()
      }
    },
  }
}

interface Follow {
  readonly order: StreamOrder
  readonly hearer: StreamHearer
  /** Once the page follows by itself. */
  leave?: () => void
}

function sharedStreams(): Streams {
  const follows = new Map<number, Follow>()
  let lastId = 0
  /** When the worker can't be had. */
  let own: Streams | undefined
  const worker = new SharedWorker(new URL('./stream-worker.ts', import.meta.url), { type: 'module' })
  const say = (message: TabMessage) => worker.port.postMessage(message)

  worker.addEventListener('error', () => {
    own ??= ownStreams()
    for (const follow of follows.values()) follow.leave ??= own.follow(follow.order, follow.hearer)
  })
  worker.port.addEventListener('message', ({ data }: MessageEvent<WorkerMessage>) => {
    if (data.say === 'lives') return whenGone(data.lock, lose)
    const hearer = follows.get(data.id)?.hearer
    if (data.say === 'open') hearer?.onOpen()
    else if (data.say === 'event') hearer?.onEvent(data.type, data.data)
    else if (follows.delete(data.id)) hearer?.onLost()
  })
  worker.port.start()
  liveUnderLock((lock) => say({ say: 'lives', lock }))

  /** The tab whose process it was in crashed. Who follows again finds another worker, or makes it. */
  function lose(): void {
    streams = undefined
    for (const { hearer } of follows.values()) hearer.onLost()
    follows.clear()
  }

  return {
    follow(order, hearer) {
      if (own !== undefined) return own.follow(order, hearer)
      const id = ++lastId
      const follow: Follow = { order, hearer }
      follows.set(id, follow)
      say({ say: 'follow', id, order })
      return () => {
        follow.leave?.()
        if (follows.delete(id)) say({ say: 'leave', id })
      }
    },
  }
}
