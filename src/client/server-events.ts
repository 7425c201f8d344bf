/** Server-sent events from the text of a stream. Pieces may end anywhere; an event ends with an empty line. Pure. */
export function createEventReader(onEvent: (type: string, data: unknown) => void): (text: string) => void {
  let pending = ''
  return (text) => {
    pending += text
    const blocks = pending.split(/\r?\n\r?\n/)
    pending = blocks.pop() ?? ''
    for (const block of blocks) readBlock(block, onEvent)
  }
}

function readBlock(block: string, onEvent: (type: string, data: unknown) => void): void {
  const lines = block.split(/\r?\n/)
  const fieldText = (field: string) =>
    lines.filter((text) => text.startsWith(`${field}:`)).map((text) => text.slice(field.length + 1).replace(/^ /, ''))
  const data = fieldText('data').join('\n')
  if (data === '') return
  try {
    onEvent(fieldText('event').at(-1) ?? 'message', JSON.parse(data))
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause // a half event is left out, the next one is whole
  }
}
