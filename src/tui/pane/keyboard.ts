/** What is typed: for Ink, or letter for letter for whoever has the keyboard, while one has it. */
import { PassThrough } from 'node:stream'

export interface Keyboard {
  /** For Ink. */
  readonly stdin: NodeJS.ReadStream
  /** All bytes go there from now on, and none to Ink; undefined: to Ink again. */
  give(to: ((bytes: Buffer) => void) | undefined): void
  /** Bytes for Ink that came to who has the keyboard. */
  pass(bytes: Buffer): void
  /** Another program reads meanwhile. */
  hold(isHeld: boolean): void
  close(): void
}

export function shareKeyboard(stdin: NodeJS.ReadStream): Keyboard {
  let owner: ((bytes: Buffer) => void) | undefined
  let isRaw = false
  const ink = Object.assign(new PassThrough(), {
    isTTY: stdin.isTTY === true,
    isRaw: false,
    setRawMode(wanted: boolean): unknown {
      isRaw = wanted
      stdin.setRawMode?.(wanted)
      return ink
    },
    ref(): unknown {
      stdin.ref()
      return ink
    },
    unref(): unknown {
      stdin.unref()
      return ink
    },
  })
  const onData = (bytes: Buffer | string) => {
    const raw = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
    if (owner === undefined) ink.write(raw)
    else owner(raw)
  }
  stdin.on('data', onData)
  return {
    stdin: ink as unknown as NodeJS.ReadStream,
    give(to) {
      owner = to
    },
    pass: (bytes) => void ink.write(bytes),
    hold(isHeld) {
      if (isHeld) {
        stdin.off('data', onData)
        stdin.pause()
        stdin.setRawMode?.(false)
      } else {
        stdin.setRawMode?.(isRaw)
        stdin.on('data', onData)
        stdin.resume()
      }
    },
    close() {
      stdin.off('data', onData)
      stdin.pause()
    },
  }
}
