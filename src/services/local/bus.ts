/** Who listens, and how attentively. */
import type { BusEvent, BusService } from '../bus.ts'

export interface LocalBus extends BusService {
  emit(event: BusEvent): void
  /** Called whenever somebody comes or goes. */
  onAudience(listener: (audience: Audience) => void): void
  close(): void
}

export type Audience = 'none' | 'quiet' | 'attentive'

export function createBus(): LocalBus {
  const listeners = new Map<(event: BusEvent) => void, { readonly isAttentive: boolean }>()
  let tell: (audience: Audience) => void = () => {}

  const audience = (): Audience => {
    if (listeners.size === 0) return 'none'
    return [...listeners.values()].some(({ isAttentive }) => isAttentive) ? 'attentive' : 'quiet'
  }

  return {
    subscribe(listener, { isAttentive = false } = {}) {
      listeners.set(listener, { isAttentive })
      tell(audience())
      return () => {
        listeners.delete(listener)
        tell(audience())
      }
    },
    emit(event) {
      for (const listener of listeners.keys()) listener(event)
    },
    onAudience(listener) {
      tell = listener
    },
    close() {
      listeners.clear()
      tell('none')
    },
  }
}
