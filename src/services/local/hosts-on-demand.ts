/** The hosts whose sessions may ask; what speaks to them is loaded with the first that runs. */
import type { HostedDesk } from '../../control/asking-host.ts'
import type { AskingHosts, HostPlace } from '../../control/asking-hosts.ts'
import { once } from '../../core/once.ts'
import type { Scan } from '../../core/process/process.ts'
import type { ReportError } from '../../core/words/bug.ts'

export interface HostParts {
  open(deskOf: (agent: string) => HostedDesk, reportError: ReportError): Promise<AskingHosts>
  placesOf(scan: Scan): readonly HostPlace[]
}

export interface LocalHosts {
  note(scan: Scan): void
  close(): void
}

export function hostsOnDemand(
  { open, placesOf }: HostParts,
  deskOf: (agent: string) => HostedDesk,
  reportError: ReportError,
): LocalHosts {
  let opened: AskingHosts | undefined
  let isClosed = false
  const load = once(async () => {
    opened = await open(deskOf, reportError)
    return opened
  })
  return {
    note(scan) {
      const places = placesOf(scan)
      if (isClosed || (places.length === 0 && opened === undefined)) return
      load().then(
        (hosts) => void (!isClosed && hosts.note(places)),
        (cause: unknown) => reportError('Hosts of agents could not be followed', cause),
      )
    },
    close() {
      isClosed = true
      opened?.close()
    },
  }
}
