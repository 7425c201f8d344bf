/** opencode's servers: `opencode attach <address>` only shows what one does. Pure. */
import type { OsProcess } from '../../core/process/process.ts'
import type { Hosting } from '../hosting.ts'

/** A window's server is the one that was told its port; a server that was told none takes the first that is free. */
export const hosting: Hosting = {
  hostOf(window, hosts) {
    const address = addressIn(window)
    if (address === undefined || !isHere(address.hostname)) return undefined
    const told = hosts.filter(({ process }) => portOf(process) === address.port)
    return told.length === 1 ? told[0] : undefined
  },
}

const isHere = (hostname: string): boolean => /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/.test(hostname)

function addressIn({ argv = [] }: OsProcess): URL | undefined {
  const word = argv[argv.indexOf('attach') + 1]
  return argv.includes('attach') && word !== undefined && URL.canParse(word) ? new URL(word) : undefined
}

function portOf({ argv = [] }: OsProcess): string {
  const at = argv.indexOf('--port')
  const joined = argv.find((word) => word.startsWith('--port='))?.slice('--port='.length)
  return (at < 0 ? undefined : argv[at + 1]) ?? joined ?? defaultPort
}

const defaultPort = '4096'
