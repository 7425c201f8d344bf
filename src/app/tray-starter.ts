/**
 * Brings the tray to a server that runs already: fetches Electron's program where that may be, and starts it beside the server. Says at
 * every moment how it stands. What it does to the outside it is given.
 */
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import { seconds } from '../core/time/duration.ts'
import type { ElectronArchive } from '../core/tray/electron-archives.ts'
import type { TrayDecision } from '../core/tray/tray-decision.ts'
import type { TrayFailure, TrayState } from '../core/tray/tray-state.ts'
import type { RememberTray, TrayControl } from '../services/tray-control.ts'
import type { TrayEnd } from '../tray/launch.ts'

export interface TrayStarterParts {
  /** Anew after every answer; `isAsked`: the user has just said yes, whatever the command line said. */
  readonly decide: (isAsked: boolean) => TrayDecision
  /** A tray that was tried before the server was there, and failed. */
  readonly failed?: TrayFailure | undefined
  readonly fetch: (archive: ElectronArchive, watch: FetchWatch) => Promise<Result<string, TrayFailure>>
  /** Resolves when the program ended. */
  readonly launch: (program: string, signal: AbortSignal) => Promise<TrayEnd>
  readonly failureOf: (program: string, why: string) => TrayFailure
  readonly remember: RememberTray
  readonly host: string
  readonly file: string
  /** A program that runs for this long has come up. */
  readonly settledAfterMs?: number | undefined
}

export interface FetchWatch {
  readonly onProgress: (receivedBytes: number, totalBytes: number | undefined) => void
  readonly onUnpacking: () => void
  readonly signal: AbortSignal
}

export interface TrayStarter extends TrayControl {
  begin(): void
  /** Resolves when a tray that was there was quit by the user. */
  readonly quit: Promise<void>
}

export function createTrayStarter(parts: TrayStarterParts): TrayStarter {
  const { host, file, settledAfterMs = seconds(3) } = parts
  const listeners = new Set<(state: TrayState) => void>()
  const quit = Promise.withResolvers<void>()
  let state: TrayState = { kind: 'starting' }
  let stop = new AbortController()
  let atWork: Promise<void> = Promise.resolve()

  const change = (next: TrayState) => {
    state = next
    for (const listener of listeners) listener(state)
  }
  const fail = (failure: TrayFailure) => change({ kind: 'failed', failure, file })

  function act(decision: TrayDecision): void {
    if (decision.do === 'nothing') change({ kind: 'off', reason: decision.reason })
    else if (decision.do === 'ask') change({ kind: 'asking', host })
    else {
      stop = new AbortController()
      const { signal } = stop
      atWork = decision.do === 'show' ? show(decision.program, signal) : fetchAndShow(decision.archive, signal)
    }
  }

  async function fetchAndShow(archive: ElectronArchive, signal: AbortSignal): Promise<void> {
    change({ kind: 'fetching', host, receivedBytes: 0 })
    const fetched = await parts.fetch(archive, {
      signal,
      onProgress: (receivedBytes, totalBytes) => change({ kind: 'fetching', host, receivedBytes, totalBytes }),
      onUnpacking: () => change({ kind: 'unpacking' }),
    })
    if (signal.aborted) return
    if (fetched.ok) await show(fetched.value, signal)
    else fail(fetched.error)
  }

  async function show(program: string, signal: AbortSignal): Promise<void> {
    change({ kind: 'starting' })
    const settled = setTimeout(() => change({ kind: 'shown' }), settledAfterMs)
    const end = await parts.launch(program, signal).finally(() => clearTimeout(settled))
    if (signal.aborted) return
    if (end.kind === 'failed') fail(parts.failureOf(program, end.why))
    else if (end.exitCode !== 0) fail(parts.failureOf(program, `it ended with exit code ${end.exitCode}`))
    else quit.resolve()
  }

  const isUnderWay = () => ['shown', 'starting', 'fetching', 'unpacking'].includes(state.kind)

  async function halt(): Promise<void> {
    stop.abort()
    await atWork
  }

  return {
    state: () => state,
    begin() {
      if (parts.failed === undefined) act(parts.decide(false))
      else fail(parts.failed)
    },
    async want(answer, actor) {
      if (answer !== 'later') {
        const remembered = await parts.remember(answer === 'yes', actor)
        if (!remembered.ok) return remembered
      }
      if (answer !== 'yes') {
        await halt()
        change({ kind: 'off', reason: answer === 'no' ? 'said-no' : 'put-off' })
      } else if (!isUnderWay()) act(parts.decide(true))
      return ok(state)
    },
    follow(listener) {
      listeners.add(listener)
      listener(state)
      return () => listeners.delete(listener)
    },
    quit: quit.promise,
    close: halt,
  }
}
