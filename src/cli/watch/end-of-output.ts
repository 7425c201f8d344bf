/** When to stop printing: a signal, or the reader of the pipe is gone. */
import type { SignalSource } from './live-display.ts'

export interface EndOfOutput {
  /** With the exit code: 128 + n after a signal. */
  readonly reached: Promise<number>
  finish(code: number): void
  /** `reached` rejects with it. */
  fail(cause: unknown): void
  release(): void
}

export function endOfOutput(signals: SignalSource): EndOfOutput {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const onInterrupt = () => resolve(130)
  const onTerminate = () => resolve(143)
  const onHangUp = () => resolve(129)
  const onBrokenPipe = (cause: Error) => {
    if ('code' in cause && cause.code === 'EPIPE') resolve(0)
  }
  signals.on('SIGINT', onInterrupt)
  signals.on('SIGTERM', onTerminate)
  signals.on('SIGHUP', onHangUp)
  process.stdout.on('error', onBrokenPipe)
  // What watches files and processes keeps no program alive by itself.
  const keepAlive = setInterval(() => {}, 60_000)
  return {
    reached: promise,
    finish: resolve,
    fail: reject,
    release() {
      clearInterval(keepAlive)
      signals.off('SIGINT', onInterrupt)
      signals.off('SIGTERM', onTerminate)
      signals.off('SIGHUP', onHangUp)
      process.stdout.off('error', onBrokenPipe)
    },
  }
}
