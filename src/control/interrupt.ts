/** Before a window is ended: its host ends what the session is at, where the agent has a way to ask for that. */
import type { HostedWindow, HostLine, Interruption } from '../agents/hosting.ts'
import type { HostAnswer } from '../core/kill/host-words.ts'
import type { AgentProcess, HostRef } from '../core/process/process.ts'
import { isSameProcess } from '../core/process/process.ts'
import type { Result } from '../core/result.ts'
import type { InterruptOrder } from './end-process.ts'
import type { TalkToHost } from './talk-to-host.ts'

export interface Interrupt {
  /** Undefined: the host can't be asked. */
  readonly order: InterruptOrder | undefined
  answer(): HostAnswer & { readonly host: HostRef; readonly sessionId?: string | undefined }
}

export interface InterruptParts {
  readonly line: HostLine | undefined
  readonly talk: TalkToHost
  /** Of the last scan: other windows of the same host. */
  readonly agents: readonly AgentProcess[]
}

export function createInterrupt(
  window: AgentProcess & { readonly host?: HostRef | undefined },
  { line, talk, agents }: InterruptParts,
): Interrupt | undefined {
  const { host, sessionId, cwd } = window
  if (host === undefined) return undefined
  let result: Result<Interruption, string> | undefined
  const folder = host.configDir
  const ask = async (): Promise<boolean> => {
    if (line === undefined || folder === undefined) return false
    const asked: HostedWindow = { sessionId, cwd, isOnlyOne: !agents.some((other) => isBeside(window, other)) }
    result = await talk(line.socketPath(folder), line.interrupt(asked))
    return result.ok && (result.value.did === 'interrupted' || result.value.did === 'asked')
  }
  return {
    order: line === undefined || folder === undefined ? undefined : { label: line.label, ask },
    answer: () => ({
      host,
      hostPid: host.pid,
      sessionId: (result?.ok === true ? result.value.sessionId : undefined) ?? sessionId,
      did: result?.ok === true ? result.value.did : undefined,
      failure: result?.ok === false ? result.error : undefined,
    }),
  }
}

const isBeside = (window: AgentProcess, other: AgentProcess): boolean =>
  !isSameProcess(window, other) &&
  other.host !== undefined &&
  window.host !== undefined &&
  isSameProcess(window.host, other.host) &&
  other.cwd === window.cwd
