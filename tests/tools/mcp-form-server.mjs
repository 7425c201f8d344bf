/**
 * An MCP server with one tool, `ask`, which asks the user for a word: with it Claude Code shows a form, and its Elicitation hook fires.
 * JSON-RPC in lines over stdin and stdout.
 */
import { createInterface } from 'node:readline'

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
const form = { type: 'object', properties: { word: { type: 'string', title: 'A word' } }, required: ['word'] }
let asked = 0
/** Calls that wait for the user, by the id of the form. */
const waiting = new Map()

const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'forms', version: '1.0.0' },
  }),
  'tools/list': () => ({
    tools: [{ name: 'ask', description: 'Asks for a word', inputSchema: { type: 'object', properties: {} } }],
  }),
  ping: () => ({}),
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params, result } = JSON.parse(line)
  if (method === 'tools/call') {
    asked += 1
    waiting.set(`form-${asked}`, id)
    send({
      id: `form-${asked}`,
      method: 'elicitation/create',
      params: { message: 'Which word?', requestedSchema: form },
    })
  } else if (method !== undefined && id !== undefined) {
    send({ id, result: answers[method]?.(params) ?? {} })
  } else if (waiting.has(id)) {
    send({ id: waiting.get(id), result: { content: [{ type: 'text', text: JSON.stringify(result ?? null) }] } })
    waiting.delete(id)
  }
})
