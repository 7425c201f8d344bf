/** The streams of all tabs of a browser, in a worker that they share: it lives as long as any of them does. */
import { liveUnderLock, whenGone } from './life.ts'
import type { StreamOrder } from './stream-hub.ts'
import { createStreamHub } from './stream-hub.ts'

/** `lives`: the lock that the one who says it holds as long as it is there. Nobody says goodbye. */
type Lives = { readonly say: 'lives'; readonly lock: string }

export type TabMessage =
  | Lives
  | { readonly say: 'follow'; readonly id: number; readonly order: StreamOrder }
  | { readonly say: 'leave'; readonly id: number }

export type WorkerMessage =
  | Lives
  | { readonly say: 'open' | 'lost'; readonly id: number }
  | { readonly say: 'event'; readonly id: number; readonly type: string; readonly data: unknown }

const hub = createStreamHub()
const life = new Promise<string>(liveUnderLock)

addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports
  if (port !== undefined) serve(port)
})

function serve(port: MessagePort): void {
  const follows = new Map<number, () => void>()
  const tell = (message: WorkerMessage) => port.postMessage(message)

  function follow(id: number, order: StreamOrder): void {
    const stop = hub.follow(order, {
      onOpen: () => tell({ say: 'open', id }),
      onEvent: (type, data) => tell({ say: 'event', id, type, data }),
      onLost: () => {
        follows.delete(id)
        tell({ say: 'lost', id })
      },
    })
    follows.set(id, stop)
  }

  function leave(id: number): void {
    follows.get(id)?.()
    follows.delete(id)
  }

  void life.then((lock) => tell({ say: 'lives', lock }))
  port.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
    if (data.say === 'follow') follow(data.id, data.order)
    else if (data.say === 'leave') leave(data.id)
    else
      whenGone(data.lock, () => {
        for (const id of [...follows.keys()]) leave(id)
        port.close()
      })
  })
  port.start()
}
