/** One look at a session through the line to its supervisor. */
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { ExitRecord, SessionInfo, TerminalSize } from '../../core/terminals/session.ts'
import { type Frame, float64, frameKinds, pictureFlags, uint32 } from '../protocol.ts'
import type { AttachedTerminal, AttachOptions, TerminalProblem, TerminalViewer, WholePicture } from '../terminals.ts'
import type { SupervisorLine } from './connect.ts'

/** What was passed on is said when it is so much, or when nothing is on its way. */
const sayAfterBytes = 32 * 1024
const longestInput = 64 * 1024

export async function attachThrough(
  line: SupervisorLine,
  channel: number,
  id: string,
  viewer: TerminalViewer,
  { have, history = false, writer = crypto.randomUUID() }: AttachOptions,
): Promise<Result<AttachedTerminal, TerminalProblem>> {
  let [received, passed, said] = [0, 0, 0]
  let pictureParts: Buffer[] = []
  let historyParts: Buffer[] = []
  let isOver = false
  const waiting = new Map<number, (result: Result<void, TerminalProblem>) => void>()
  /** Frames are passed on in order, and counted when whoever took them is done. */
  let before: Promise<void> = Promise.resolve()

  function passOn(bytes: number, taken: void | Promise<void>): void {
    received += bytes
    if (taken === undefined && passed + bytes === received) count(bytes)
    else
      before = Promise.all([before, taken]).then(
        () => count(bytes),
        () => count(bytes),
      )
  }

  function count(bytes: number): void {
    passed += bytes
    if (passed - said < sayAfterBytes && passed < received) return
    said = passed
    line.send(frameKinds.passedOn, channel, float64(passed))
  }

  function take({ kind, body }: Frame): void {
    switch (kind) {
      case frameKinds.output: {
        const bytes = body.subarray(8)
        passOn(bytes.length, viewer.output(bytes, body.readDoubleBE(0)))
        break
      }
      case frameKinds.picture:
        takePicture(body)
        break
      case frameKinds.size:
        viewer.resized(sizeAt(body, 8), body.readDoubleBE(0))
        break
      case frameKinds.typed: {
        const number = body.readUInt32BE(0)
        waiting.get(number)?.(ok(undefined))
        waiting.delete(number)
        break
      }
      case frameKinds.over:
        isOver = true
        failWaiting('ended', `${id} has ended.`)
        viewer.over(JSON.parse(body.toString('utf8')) as ExitRecord)
        break
    }
  }

  function takePicture(body: Buffer): void {
    const [offset, flags, bytes] = [body.readDoubleBE(0), body.readUInt8(12), body.subarray(13)]
    const hasHistory = (flags & pictureFlags.history) !== 0
    const isFirst = (flags & pictureFlags.first) !== 0
    const isLast = !Number.isNaN(offset)
    const whole = (drawn: Buffer): WholePicture => ({ bytes: drawn, size: sizeAt(body, 8), offset, hasHistory })
    if (hasHistory && viewer.slice !== undefined) {
      const taken = viewer.slice({ bytes, isFirst })
      passOn(bytes.length, isLast ? bothTaken(taken, viewer.picture(whole(Buffer.alloc(0)))) : taken)
      return
    }
    const parts = isFirst ? [bytes] : [...(hasHistory ? historyParts : pictureParts), bytes]
    if (hasHistory) historyParts = isLast ? [] : parts
    else pictureParts = isLast ? [] : parts
    passOn(bytes.length, isLast ? viewer.picture(whole(Buffer.concat(parts))) : undefined)
  }

  function failWaiting(kind: string, message: string): void {
    for (const answer of waiting.values()) answer(err({ kind, message }))
    waiting.clear()
  }

  line.onChannel(channel, take, () => {
    failWaiting('lost', `The supervisor of ${id} went away.`)
    if (!isOver) viewer.lost?.()
  })
  const answer = await line.ask({ op: 'attach', channel, id, have, wantsHistory: history, writer })
  const error = answer === undefined ? lostProblem(id) : (answer['error'] as TerminalProblem | undefined)
  if (answer === undefined || error !== undefined) {
    line.offChannel(channel)
    return err(error ?? lostProblem(id))
  }
  const lastTyped = Number(answer['lastTyped']) || 0
  let number = lastTyped

  return ok({
    session: answer['session'] as SessionInfo,
    lastTyped,
    async type(bytes, asNumber) {
      if (isOver) return err({ kind: 'ended', message: `${id} has ended.` })
      if (!line.isOpen) return err(lostProblem(id))
      let result: Promise<Result<void, TerminalProblem>> = Promise.resolve(ok(undefined))
      for (let at = 0; at < bytes.length; at += longestInput) {
        number = asNumber === undefined ? number + 1 : asNumber
        const mine = number
        result = new Promise((resolve) => waiting.set(mine, resolve))
        const piece = asNumber === undefined ? bytes.subarray(at, at + longestInput) : bytes
        line.send(frameKinds.input, channel, uint32(mine), piece)
        if (asNumber !== undefined) break
      }
      return result
    },
    size(size, takes = false) {
      void line.ask({ op: 'size', channel, size, take: takes })
    },
    close() {
      line.offChannel(channel)
      failWaiting('lost', 'It was left.')
      void line.ask({ op: 'detach', channel })
    },
  })
}

const bothTaken = (one: void | Promise<void>, other: void | Promise<void>): void | Promise<void> =>
  one === undefined && other === undefined ? undefined : Promise.all([one, other]).then(() => undefined)

const sizeAt = (body: Buffer, at: number): TerminalSize => ({
  columns: body.readUInt16BE(at),
  rows: body.readUInt16BE(at + 2),
})

export const lostProblem = (id: string): TerminalProblem => ({
  kind: 'unreachable',
  message: `The supervisor of ${id} can’t be reached.`,
})
