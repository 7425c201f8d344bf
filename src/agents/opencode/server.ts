/**
 * opencode's own server, where a process of it was told a port: what its sessions ask of their user, and prompts for them (tried with
 * 1.18.33). Its window shows both as if they had been given there. Kilo's is the same. Pure.
 */
import type { OsProcess } from '../../core/process/process.ts'
import type { HostServer, ServerPassword } from '../hosting.ts'
import { isRecord } from '../json-fields.ts'
import { addressIn, isHere, portOf } from './address.ts'
import { asking } from './asking.ts'
import { prompts } from './prompts.ts'

export const server: HostServer = {
  portOf(process) {
    const address = addressIn(process)
    if (address !== undefined) return isHere(address.hostname) ? portNumber(address.port) : undefined
    return isServing(process) ? portNumber(portOf(process)) : undefined
  },
  eventsPath: '/global/event',
  // {"directory":"/home/dev/shop","payload":{"type":"permission.asked","properties":{"id":"per_…","sessionID":"ses_…",…}}}
  messageIn({ directory, payload }) {
    const properties = isRecord(payload) ? payload['properties'] : undefined
    if (!isRecord(payload) || !isRecord(properties)) return undefined
    return { method: String(payload['type']), params: { ...properties, directory } }
  },
  asking,
  prompts,
}

/** Basic authentication, also of the window that it is asked by (tried with 1.18.33). */
export const password: ServerPassword = {
  user: 'opencode',
  variables: { user: 'OPENCODE_SERVER_USERNAME', password: 'OPENCODE_SERVER_PASSWORD' },
}

/** A window serves only where it was told a port; its servers always do. */
const isServing = ({ argv = [] }: OsProcess): boolean =>
  argv.some((word) => /^--port(?:=|$)/.test(word) || word === 'serve' || word === 'web')

function portNumber(text: string): number | undefined {
  const port = Number(text)
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined
}
