/**
 * Whose program is at the other end of a loopback connection. Pure: tables in, user id out.
 *
 * /proc/net/tcp (Linux), addresses as words in host byte order, ports in hexadecimal, state 01 = established, uid last but two:
 *   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
 *    2: 0100007F:A3F2 0100007F:13F7 01 00000000:00000000 00:00000000 00000000  1000        0 81236 1 …
 * Only an established row counts: closing ones are shown as root's.
 *
 * `lsof -nP -iTCP:<port> -F pun` (macOS), one field per line; without privileges it lists the caller's own processes only:
 *   p812
 *   u501
 *   f23
 *   n127.0.0.1:52133->127.0.0.1:5111
 */

/** A connection as the client sees it: its own end first. */
export interface Connection {
  readonly clientAddress: string
  readonly clientPort: number
  readonly serverAddress: string
  readonly serverPort: number
}

const established = '01'

export function uidInProcNetTcp(table: string, connection: Connection, isLittleEndian = true): number | undefined {
  const local = endpointsInHex(connection.clientAddress, connection.clientPort, isLittleEndian)
  const remote = endpointsInHex(connection.serverAddress, connection.serverPort, isLittleEndian)
  for (const [index, endpoint] of local.entries()) {
    const uid = uidOfRow(table, ` ${endpoint} ${remote[index]} ${established} `)
    if (uid !== undefined) return uid
  }
  return undefined
}

/** Looks for the text of the row instead of parsing thousands of them. */
function uidOfRow(table: string, ends: string): number | undefined {
  const at = table.indexOf(ends)
  if (at < 0) return undefined
  const uid = Number(
    table
      .slice(at + ends.length, at + ends.length + 200)
      .trim()
      .split(/\s+/)[3],
  )
  return Number.isInteger(uid) ? uid : undefined
}

/** An IPv4 end is in `tcp` as 8 digits, or in `tcp6` as an IPv4 address in IPv6 clothes. */
function endpointsInHex(address: string, port: number, isLittleEndian: boolean): readonly string[] {
  const portHex = port.toString(16).toUpperCase().padStart(4, '0')
  const v4 = address.replace(/^::ffff:/i, '')
  if (/^\d+\.\d+\.\d+\.\d+$/.test(v4)) {
    const bytes = v4.split('.').map(Number)
    const word = wordInHex(bytes, isLittleEndian)
    const mapped = `${'0'.repeat(16)}${wordInHex([0, 0, 0xff, 0xff], isLittleEndian)}${word}`
    return [`${word}:${portHex}`, `${mapped}:${portHex}`]
  }
  return v4 === '::1' ? [`${'0'.repeat(24)}${wordInHex([0, 0, 0, 1], isLittleEndian)}:${portHex}`] : []
}

const wordInHex = (bytes: readonly number[], isLittleEndian: boolean): string =>
  (isLittleEndian ? bytes.toReversed() : bytes).map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('')

export function uidInLsof(output: string, connection: Connection): number | undefined {
  const name = `n${bracketed(connection.clientAddress)}:${connection.clientPort}->${bracketed(connection.serverAddress)}:${connection.serverPort}`
  let uid: number | undefined
  for (const line of output.split('\n')) {
    if (line.startsWith('p')) uid = undefined
    if (line.startsWith('u')) uid = Number(line.slice(1))
    if (line === name) return Number.isInteger(uid) ? uid : undefined
  }
  return undefined
}

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address)
