import { describe, expect, it } from 'vitest'
import { uidInLsof, uidInProcNetTcp } from '../../../src/dashboard/access/peer-uid.ts'

const tcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:13F7 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 80011 1 0000000000000000 100 0 0 10 0
   1: 0100007F:13F7 0100007F:A3F2 01 00000000:00000000 00:00000000 00000000  1000        0 80012 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:A3F2 0100007F:13F7 01 00000000:00000000 00:00000000 00000000  1001        0 81236 1 0000000000000000 20 4 30 10 -1
   3: 0100007F:A3F3 0100007F:13F7 06 00000000:00000000 03:000015B3 00000000     0        0 0 3 0000000000000000
   4: 0100007F:A3F4 0100007F:13F7 01 00000000:00000000 00:00000000 00000000  1000        0 81240 1 0000000000000000 20 4 30 10 -1
`
const tcp6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000001000000:A3F5 00000000000000000000000001000000:13F7 01 00000000:00000000 00:00000000 00000000  1002        0 90001 1 0000000000000000 20 4 30 10 -1
   1: 0000000000000000FFFF00000100007F:A3F6 0000000000000000FFFF00000100007F:13F7 01 00000000:00000000 00:00000000 00000000  1003        0 90002 1 0000000000000000 20 4 30 10 -1
`
const from = (clientPort: number, address = '127.0.0.1') => ({
  clientAddress: address,
  clientPort,
  serverAddress: address,
  serverPort: 5111,
})

describe('whose connection it is', () => {
  it("is the uid of the client's row, not of the server's", () => {
    expect(uidInProcNetTcp(tcp, from(0xa3f2))).toBe(1001)
    expect(uidInProcNetTcp(tcp, from(0xa3f4))).toBe(1000)
  })
  it("is unknown for a closing connection, which the kernel shows as root's", () => {
    expect(uidInProcNetTcp(tcp, from(0xa3f3))).toBeUndefined()
  })
  it('is unknown when there is no such row, or another port is meant', () => {
    expect(uidInProcNetTcp(tcp, from(0x1111))).toBeUndefined()
    expect(uidInProcNetTcp(tcp, { ...from(0xa3f2), serverPort: 5112 })).toBeUndefined()
    expect(uidInProcNetTcp('', from(0xa3f2))).toBeUndefined()
  })
  it('is found for IPv6, and for IPv4 through an IPv6 socket', () => {
    expect(uidInProcNetTcp(tcp6, from(0xa3f5, '::1'))).toBe(1002)
    expect(uidInProcNetTcp(tcp6, from(0xa3f6))).toBe(1003)
    expect(uidInProcNetTcp(tcp6, from(0xa3f6, '::ffff:127.0.0.1'))).toBe(1003)
  })
  it('is found in the order of bytes of the other machines', () => {
    const row = '   2: 7F000001:A3F2 7F000001:13F7 01 00000000:00000000 00:00000000 00000000  1004        0 8 1\n'
    expect(uidInProcNetTcp(row, from(0xa3f2), false)).toBe(1004)
  })
})

describe('lsof of macOS', () => {
  const output = [
    'p700',
    'u501',
    'f12',
    'n127.0.0.1:5111->127.0.0.1:52133',
    'p812',
    'u502',
    'f23',
    'n127.0.0.1:52133->127.0.0.1:5111',
    'p813',
    'u503',
    'f5',
    'n[::1]:52140->[::1]:5111',
    '',
  ].join('\n')
  it("is read by the client's side of the connection", () => {
    expect(uidInLsof(output, from(52133))).toBe(502)
    expect(uidInLsof(output, from(52140, '::1'))).toBe(503)
    expect(uidInLsof(output, from(52134))).toBeUndefined()
    expect(uidInLsof('', from(52133))).toBeUndefined()
  })
})
