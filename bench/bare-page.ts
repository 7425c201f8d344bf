/** What the page is compared with: HTML with a table of ten rows, one small style sheet, and nothing else. */
import { createServer } from 'node:http'
import { brotliCompressSync } from 'node:zlib'

const cells = (row: number) => Array.from({ length: 15 }, (_, cell) => `<td>cell ${row} ${cell}</td>`).join('')
const rows = Array.from({ length: 10 }, (_, row) => `<tr data-row="${row}">${cells(row)}</tr>`).join('')
const head =
  '<meta charset="utf-8"><title>bare</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/bare.css">'
const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
  '/': ['text/html', `<!doctype html><html lang="en"><head>${head}</head><body><table>${rows}</table></body></html>`],
  '/bare.css': ['text/css', 'table { border-collapse: collapse } td { padding: 4px; border-bottom: 1px solid #ccc }'],
}

const server = createServer(({ url = '' }, answer) => {
  const [type, text] = files[url] ?? ['text/plain', '']
  answer.writeHead(200, { 'Content-Type': type, 'Content-Encoding': 'br', 'Cache-Control': 'no-store' })
  answer.end(brotliCompressSync(text))
})
server.listen(0, 'localhost', () => {
  const address = server.address()
  console.log(`listens on ${typeof address === 'object' ? address?.port : ''} `)
})
