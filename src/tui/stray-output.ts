/** What libraries print while the screen is shown would be printed over it: it is held back and said afterwards. */

const mostHeld = 200

/** Returns how to end it: what was held back is written then. */
export function holdStrayOutput(stderr: NodeJS.WriteStream = process.stderr): () => void {
  const held: string[] = []
  const write = stderr.write.bind(stderr)
  const hold = (text: string) => {
    held.push(text)
    if (held.length > mostHeld) held.shift()
  }
  stderr.write = ((chunk: string | Uint8Array, ...rest: readonly unknown[]) => {
    hold(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())
    const done = rest.find((one) => typeof one === 'function')
    if (typeof done === 'function') done()
    return true
  }) as typeof stderr.write
  const spoken = { log: console.log, info: console.info, debug: console.debug }
  for (const name of ['log', 'info', 'debug'] as const) console[name] = console.error
  return () => {
    stderr.write = write
    Object.assign(console, spoken)
    for (const text of held) write(text)
  }
}
