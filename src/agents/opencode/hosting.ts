/** opencode's servers: `opencode attach <address>` only shows what one does. Pure. */
import type { Hosting } from '../hosting.ts'
import { addressIn, isHere, portOf } from './address.ts'
import { server } from './server.ts'

/** A window's server is the one that was told its port; a server that was told none takes the first that is free. */
export const hosting: Hosting = {
  hostOf(window, hosts) {
    const address = addressIn(window)
    if (address === undefined || !isHere(address.hostname)) return undefined
    const told = hosts.filter(({ process }) => portOf(process) === address.port)
    return told.length === 1 ? told[0] : undefined
  },
  server,
  nextTime: 'start it with a port, as in --port 4096, and no password',
}
