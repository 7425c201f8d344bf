/** The hosts of this machine whose sessions may ask: a line to each that runs, for as long as it does. */
import type { HostAsking } from '../agents/hosting.ts'
import type { Result } from '../core/result.ts'
import type { ReportError } from '../core/words/bug.ts'
import { type AskingHost, followHost, type HostedDesk } from './asking-host.ts'
import type { HostConnection, HostEars } from './host-line.ts'

/** Where a host is spoken to. */
export interface HostPlace {
  /** The same for as long as it is this very host. */
  readonly key: string
  readonly agent: string
  readonly asking: HostAsking
  open(ears: HostEars): Promise<Result<HostConnection, string>>
}

export interface AskingHosts {
  /** Those that run, as a look at the machine shows. */
  note(places: readonly HostPlace[]): void
  close(): void
}

interface Followed {
  /** Undefined while it is opened. */
  line?: HostConnection | undefined
}

export function createAskingHosts(deskOf: (agent: string) => HostedDesk, reportError: ReportError): AskingHosts {
  const followed = new Map<string, Followed>()

  async function follow({ key, agent, asking, open }: HostPlace): Promise<void> {
    const one: Followed = {}
    followed.set(key, one)
    let host: AskingHost | undefined
    const line = await open({
      onMessage: (message) => host?.hear(message),
      onClose() {
        host?.end()
        if (followed.get(key) === one) followed.delete(key)
      },
    })
    // One that does not listen yet is tried again with the next look.
    if (!line.ok) followed.delete(key)
    else if (followed.get(key) !== one) line.value.close()
    else {
      one.line = line.value
      host = followHost(line.value, asking, deskOf(agent), reportError)
    }
  }

  function drop(key: string): void {
    const one = followed.get(key)
    followed.delete(key)
    one?.line?.close()
  }

  return {
    note(places) {
      const keys = new Set(places.map(({ key }) => key))
      for (const key of followed.keys()) if (!keys.has(key)) drop(key)
      for (const place of places) {
        if (followed.has(place.key)) continue
        follow(place).catch((cause: unknown) => reportError('A host of agents could not be spoken to', cause))
      }
    },
    close() {
      for (const key of followed.keys()) drop(key)
    },
  }
}
