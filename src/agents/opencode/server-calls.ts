/** Calls of opencode's server. Pure. */
import type { HostSays } from '../hosting.ts'

export const get = (path: string): HostSays => ({ kind: 'call', method: `GET ${path}`, params: {} })
export const post = (path: string, body: object): HostSays => ({ kind: 'call', method: `POST ${path}`, params: body })

/** A server works in several folders, each with requests of its own. */
export const inFolder = (path: string, folder: string | undefined): string =>
  folder === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}directory=${encodeURIComponent(folder)}`

/** Only what is one enters an address. */
export const isId = (value: unknown): value is string => typeof value === 'string' && /^[\w-]{1,200}$/.test(value)
