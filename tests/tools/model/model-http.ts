/** How models of all agents are asked and answer: JSON in, JSON or events out. */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Undefined: it is no JSON. */
export async function bodyOf(request: IncomingMessage): Promise<object | undefined> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return undefined
  }
}

/** A named event where it has a type, as OpenAI's responses do. The answer stays open. */
export function writeEvents(response: ServerResponse, events: readonly (object | string)[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const event of events) {
    const name = typeof event === 'object' && 'type' in event ? `event: ${event.type}\n` : ''
    response.write(`${name}data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
  }
}
