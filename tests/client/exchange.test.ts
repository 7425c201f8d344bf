import { createServer, type Socket } from 'node:net'
import { expect, it } from 'vitest'
import { exchange, type Question } from '../../src/client/exchange.ts'

/** A listener that says these pieces, each as it comes, to whoever asks; `isOpen` leaves the connection as it is. */
async function asked(
  pieces: readonly string[],
  { isOpen = false, timeoutMs = 2_000, ...more }: Partial<Question> & { isOpen?: boolean; timeoutMs?: number } = {},
) {
  let heard = ''
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', async (data) => {
      heard = data.toString()
      for (const piece of pieces) {
        socket.write(piece)
        await new Promise(setImmediate)
      }
      if (!isOpen) socket.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  try {
    const answer = await exchange({ port, path: '/api/x', ...more }, timeoutMs).catch((cause: Error) => cause.message)
    return { answer, heard: heard.replaceAll(String(port), 'PORT') }
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}

const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'

it('asks in the words of HTTP, on a connection for this question alone', async () => {
  const { heard } = await asked(['HTTP/1.1 204 No Content\r\n\r\n'], {
    ...{ method: 'POST', body: '{"a":"ä"}', headers: { Authorization: 'Bearer t', 'TCE-Client': 'cli' } },
  })
  expect(heard).toBe(
    'POST /api/x HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nConnection: close\r\nAuthorization: Bearer t\r\nTCE-Client: cli\r\nContent-Length: 10\r\n\r\n{"a":"ä"}',
  )
})

it.each([
  [
    'by its length',
    ['HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\n\r\n', 'é', 'é'],
    true,
    { status: 404, text: 'éé' },
  ],
  [
    'of which the head comes in pieces',
    ['HT', 'TP/1.1 200 OK\r\n', 'Content-Length: 2\r', '\n\r\n{', '}'],
    true,
    { status: 200, text: '{}' },
  ],
  ['in chunks', [`${chunked}3\r\nab`, 'c\r\n2;x=y\r\nde\r\n', '0\r\n\r', '\n'], true, { status: 200, text: 'abcde' }],
  ['in chunks with a field after them', [`${chunked}1\r\na\r\n0\r\nX: y\r\n\r\n`], false, { status: 200, text: 'a' }],
  [
    'that a chunk only looks like ending',
    [`${chunked}8\r\na0\r\n\r\n`, 'xy\r\n0\r\n\r\n'],
    true,
    { status: 200, text: 'a0\r\n\r\nxy' },
  ],
  [
    'until the connection ends',
    ['HTTP/1.0 200 OK\r\n\r\n', 'all', ' of it'],
    false,
    { status: 200, text: 'all of it' },
  ],
  ['of nothing', ['HTTP/1.1 204 No Content\r\n\r\n'], true, { status: 204, text: '' }],
])('reads an answer %s', async (_, pieces, isOpen, expected) => {
  expect((await asked(pieces, { isOpen })).answer).toEqual(expected)
})

it.each([
  ['nothing', [], 'socket hang up'],
  ['half a head', ['HTTP/1.1 200 OK\r\nContent-'], 'socket hang up'],
  ['less than it promised', ['HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'], 'aborted'],
  ['chunks without the last', [`${chunked}3\r\nabc\r\n`], 'aborted'],
  ['another protocol', ['SSH-2.0-OpenSSH_9.2\r\n'], 'what came is no HTTP'],
  ['a length that is none', ['HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'], 'what came is no HTTP'],
  ['a head without an end', [`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}`], 'the head of the answer is too large'],
  [
    'more than it may',
    [`HTTP/1.1 200 OK\r\nContent-Length: ${(64 << 20) + 1}\r\n\r\nx`],
    'the answer is larger than 64 MiB',
  ],
])('says why where %s comes', async (_, pieces, message) => {
  expect((await asked(pieces)).answer).toBe(message)
})

it('waits no longer than it was told, and says when nobody listens', async () => {
  expect((await asked(['HTTP/1.1 200 OK\r\n'], { isOpen: true, timeoutMs: 50 })).answer).toBe('no answer within 0.05 s')
  await expect(exchange({ port: 1, path: '/' }, 500)).rejects.toThrow('connect ECONNREFUSED 127.0.0.1:1')
})

it('lets nothing write a header, or another question, of its own', async () => {
  const message = 'the question has characters that HTTP does not take'
  const wrongs: readonly Partial<Question>[] = [
    { path: '/x HTTP/1.1\r\nA: b' },
    { path: 'x' },
    { headers: { a: 'b\r\nc: d' } },
    { headers: { 'a\n': '' } },
  ]
  for (const wrong of wrongs) {
    expect(await asked([], wrong)).toEqual({ answer: message, heard: '' })
  }
})
