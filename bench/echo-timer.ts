/** How long a key takes until something of it comes back, and how such times are told. */
import { quantile, rounded } from './benchmark.ts'

export interface EchoTimer {
  /** Something came. */
  readonly arrived: () => void
  /** Of one key at a time: milliseconds until something came back. */
  time(type: () => unknown): Promise<number>
}

export function echoTimer(): EchoTimer {
  let came: () => void = () => undefined
  return {
    arrived: () => came(),
    async time(type) {
      const arrived = new Promise<void>((resolve) => {
        came = resolve
      })
      const sentMs = performance.now()
      void type()
      await arrived
      return performance.now() - sentMs
    },
  }
}

export const shares = (times: readonly number[]) => {
  const sorted = times.toSorted((a, b) => a - b)
  return {
    'p50, ms': rounded(quantile(sorted, 0.5)),
    'p95, ms': rounded(quantile(sorted, 0.95)),
    'p99, ms': rounded(quantile(sorted, 0.99)),
  }
}
