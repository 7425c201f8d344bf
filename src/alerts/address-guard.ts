/**
 * Where a channel may reach: https anywhere but to link-local and similar addresses, http on this machine and in private networks
 * alone. A name is resolved once; what was checked is what is connected to.
 */
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'

export interface CheckedAddress {
  readonly address: string
  readonly family: 4 | 6
  /** On this machine or in a private network. */
  readonly isNear: boolean
}

export type Resolve = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>

const resolveByName: Resolve = (host) => lookup(host, { all: true })

const near = new BlockList()
near.addSubnet('127.0.0.0', 8)
near.addSubnet('10.0.0.0', 8)
near.addSubnet('172.16.0.0', 12)
near.addSubnet('192.168.0.0', 16)
// What home routers and mesh networks use between their own machines.
near.addSubnet('100.64.0.0', 10)
near.addAddress('::1', 'ipv6')
near.addSubnet('fc00::', 7, 'ipv6')

/** Link-local has the addresses at which clouds give away keys; the rest is nobody's machine. */
const never = new BlockList()
never.addSubnet('169.254.0.0', 16)
never.addSubnet('0.0.0.0', 8)
never.addSubnet('224.0.0.0', 4)
never.addSubnet('240.0.0.0', 4)
never.addSubnet('fe80::', 10, 'ipv6')
never.addSubnet('ff00::', 8, 'ipv6')
never.addAddress('::', 'ipv6')
never.addAddress('fd00:ec2::254', 'ipv6')
// Other spellings of an IPv4 address, by which one of the above could hide.
never.addSubnet('64:ff9b::', 96, 'ipv6')
never.addSubnet('2002::', 16, 'ipv6')

/** Every address of the name has to be allowed: which of them is taken is not for its owner to choose. */
export async function checkedAddress(
  host: string,
  isEncrypted: boolean,
  resolve: Resolve = resolveByName,
): Promise<Result<CheckedAddress, string>> {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  let found: Awaited<ReturnType<Resolve>>
  try {
    found = isIP(bare) === 0 ? await resolve(bare) : [{ address: bare, family: isIP(bare) }]
  } catch {
    return err(`${bare} is not known: no address was found for it`)
  }
  const all = found.map(({ address }) => withoutMapping(address))
  const [first] = all
  if (first === undefined) return err(`${bare} is not known: no address was found for it`)
  const bad = all.find((address) => isIn(never, address))
  if (bad !== undefined) return err(`${bare} leads to ${bad}, which is never called`)
  const areNear = all.every((address) => isIn(near, address))
  if (!isEncrypted && !areNear) return err(`${bare} is not in your own network: only https goes there`)
  return ok({ address: first, family: isIP(first) === 6 ? 6 : 4, isNear: areNear })
}

const isIn = (list: BlockList, address: string): boolean => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** `::ffff:169.254.1.1`, also in hexadecimal. */
function withoutMapping(address: string): string {
  const dotted = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (dotted !== undefined) return dotted
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address) ?? []
  if (high === undefined || low === undefined) return address
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return [a >> 8, a & 255, b >> 8, b & 255].join('.')
}
