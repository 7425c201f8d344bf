/** Which address the server may listen on. Loopback is not a proof of who calls, but anything else invites the network. */
import { isIP } from 'node:net'
import { err, ok, type Result } from '../../core/result.ts'
import { loopbackNames } from './host.ts'

export interface BindRequest {
  /** `localhost` means 127.0.0.1 and ::1. */
  readonly host: string
  /** The flag by which the user says that other machines may connect. */
  readonly isRemoteAllowed?: boolean | undefined
  /** Reads need the token too, for everybody. */
  readonly isTokenRequired?: boolean | undefined
}

export interface Binding {
  readonly addresses: readonly string[]
  /** What the Host header may name, without the port. */
  readonly names: readonly string[]
}

export interface BindError {
  readonly kind: 'not-loopback' | 'not-an-address'
  readonly message: string
}

export function resolveBinding({ host, isRemoteAllowed, isTokenRequired }: BindRequest): Result<Binding, BindError> {
  if (host === 'localhost') return ok({ addresses: ['127.0.0.1', '::1'], names: loopbackNames })
  const address = host.replace(/^\[(.*)\]$/, '$1')
  const family = isIP(address)
  if (family === 0) {
    return err({
      kind: 'not-an-address',
      message: `"${host}" is not an IP address. Use localhost, or the address of a network interface.`,
    })
  }
  const name = family === 6 ? `[${address}]` : address
  if (isLoopbackAddress(address)) return ok({ addresses: [address], names: [...new Set([...loopbackNames, name])] })
  if (!isRemoteAllowed || !isTokenRequired) {
    return err({
      kind: 'not-loopback',
      message: `TCE can end processes, so it does not listen on ${host} just so. Use localhost, or allow remote access and require the token for reading too.`,
    })
  }
  return ok({ addresses: [address], names: [...loopbackNames, name] })
}

/** 127.0.0.0/8 and ::1, also as an IPv4 address in IPv6 clothes. */
export const isLoopbackAddress = (address: string | undefined): boolean =>
  address !== undefined && /^(?:::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/i.test(address)
