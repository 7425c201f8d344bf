/**
 * What terminals of TCE's own are held against: a program in a terminal, a WebSocket, and a page that shows what comes as text. Nobody else
 * looks, nothing is kept, nothing is acknowledged. What it takes is the machine's.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { spawn } from 'node-pty'
import { WebSocketServer } from 'ws'

const page = `<!doctype html><meta charset="utf-8"><title>bare</title><pre></pre><script>
const shown = document.querySelector('pre')
const socket = new WebSocket('ws://' + location.host)
socket.onopen = () => shown.append('ready ')
socket.onmessage = async ({ data }) => {
  const text = await data.text()
  requestAnimationFrame(() => shown.append(text))
}
addEventListener('keydown', ({ key }) => socket.send(key))
</script>`

const server = createServer((_, response) => response.end(page))
new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) => {
  const cat = spawn('/bin/sh', ['-c', 'stty raw -echo; exec cat'], { cols: 120, rows: 40, encoding: null })
  cat.onData((bytes) => socket.send(bytes as string | Uint8Array as Uint8Array))
  socket.on('message', (bytes: Buffer) => cat.write(bytes))
  socket.on('close', () => cat.kill())
})
server.listen(0, '127.0.0.1', () => console.log(`listens on ${(server.address() as AddressInfo).port} `))
