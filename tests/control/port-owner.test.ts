import { spawn } from 'node:child_process'
import { createServer, type Server } from 'node:net'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  findPortOwner,
  listeningInodes,
  parseLsof,
  parseNetstat,
  parseTasklist,
  portInUseMessage,
} from '../../src/control/port-owner.ts'

const procNetTcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:13F7 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 81236 1 0000000003c634e6 100 0 0 10 0
   1: 00000000:07E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1667 1 0000000003c634e6 100 0 0 10 0
   2: 0100007F:13F7 0100007F:A3F2 01 00000000:00000000 00:00000000 00000000  1000        0 81300 1 0000000003c634e6 20 4 30 10 -1
   3: 0100007F:C001 0100007F:13F7 06 00000000:00000000 03:00000000 00000000     0        0 0 3 00000000d5cf5fa6
`

describe('who listens on a port', () => {
  it('is read from the row that listens, not from a connection', () => {
    expect(listeningInodes(procNetTcp, 5111)).toEqual(['81236'])
    expect(listeningInodes(procNetTcp, 2024)).toEqual(['1667'])
    expect(listeningInodes(procNetTcp, 0xc001)).toEqual([])
    expect(listeningInodes('', 5111)).toEqual([])
  })

  it('is read from lsof', () => {
    expect(parseLsof('p812\ncControlCenter\nf11\n')).toEqual({ pid: 812, name: 'ControlCenter' })
    expect(parseLsof('')).toBeUndefined()
  })

  it('is read from netstat and tasklist, in any language of Windows', () => {
    const netstat = `
Aktive Verbindungen

  Proto  Lokale Adresse         Remoteadresse          Status           PID
  TCP    0.0.0.0:15111          0.0.0.0:0              ABHÖREN          77
  TCP    127.0.0.1:5111         127.0.0.1:50123        HERGESTELLT      9
  TCP    127.0.0.1:5111         0.0.0.0:0              ABHÖREN          4312
`.replaceAll('\n', '\r\n')
    expect(parseNetstat(netstat, 5111)).toBe(4312)
    expect(parseNetstat(netstat, 111)).toBeUndefined()
    expect(parseTasklist('"node.exe","4312","Console","1","61,204 K"\r\n')).toBe('node.exe')
    expect(parseTasklist('INFO: No tasks are running which match the specified criteria.')).toBeUndefined()
  })

  it('is said in a sentence, also when it is not known', () => {
    expect(portInUseMessage(5111, { pid: 42, name: 'node' })).toMatch(/^Port 5111 is in use by node \(pid 42\)\. /)
    expect(portInUseMessage(5111, undefined)).toMatch(/^Port 5111 is in use by a program that the system does not name/)
  })

  describe.skipIf(process.platform !== 'linux')('on this machine', () => {
    const listen = (host: string) =>
      new Promise<Server>((resolve, reject) => {
        const server: Server = createServer()
          .once('error', reject)
          .listen(0, host, () => resolve(server))
      })

    it('is this process, for a port of ours', async () => {
      const server = await listen('127.0.0.1')
      const address = server.address()
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0
      expect((await findPortOwner(port))?.pid).toBe(process.pid)
      await new Promise((resolve) => server.close(resolve))
      expect(await findPortOwner(port)).toBeUndefined()
    })

    it('is called by its program when that is Node.js, which names its process otherwise', async () => {
      const listening =
        "require('net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })"
      const child = spawn(process.execPath, ['-e', listening], { stdio: ['ignore', 'pipe', 'inherit'] })
      try {
        const port = await new Promise<number>((resolve) => child.stdout.once('data', (text) => resolve(Number(text))))
        expect(await findPortOwner(port)).toEqual({ pid: child.pid, name: basename(process.execPath) })
      } finally {
        child.kill()
      }
    })
  })
})
