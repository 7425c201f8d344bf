/**
 * Changes one key of a TOML text and leaves every other line, comment and blank as it is. Pure. It knows tables and plain keys, the way
 * people write settings; whoever calls it parses the result and compares, because TOML can be written in many more ways.
 */
export type TomlValue = number | boolean | string | readonly string[]

/** `[table]` … `key = value`. Undefined takes the line away. */
export function editToml(text: string, table: string, key: string, value: TomlValue | undefined): string {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n'
  const lines = text.split(/\r?\n/)
  const head = lines.findIndex((line) => tableName(line) === table)
  if (head < 0) return value === undefined ? text : withNewTable(lines, table, entry(key, value)).join(lineEnd)
  const end = tableEnd(lines, head)
  const at = lines.findIndex((line, index) => index > head && index < end && keyOf(line) === key)
  if (at >= 0) lines.splice(at, 1, ...(value === undefined ? [] : [withValue(lines[at] ?? '', value)]))
  else if (value !== undefined) lines.splice(lastFilledLine(lines, head, end) + 1, 0, entry(key, value))
  return lines.join(lineEnd)
}

const entry = (key: string, value: TomlValue): string =>
  `${/^[\w-]+$/.test(key) ? key : JSON.stringify(key)} = ${tomlText(value)}`

/** A JSON string is a TOML basic string, and a list of them a TOML array. */
const tomlText = (value: TomlValue): string =>
  typeof value === 'object' ? `[${value.map((one) => JSON.stringify(one)).join(', ')}]` : JSON.stringify(value)

/** `a.b` is a table in a table. */
const tableName = (line: string): string | undefined =>
  /^\s*\[([\w-]+(?:\.[\w-]+)*)\]\s*(?:#.*)?$/.exec(line.replace(/[ \t]*([[\].])[ \t]*/g, '$1'))?.[1]

const keyPattern = /^\s*(?:("(?:[^"\\]|\\.)*")|'([^']*)'|([\w-]+))\s*=/

function keyOf(line: string): string | undefined {
  const [, quoted, literal, bare] = keyPattern.exec(line) ?? []
  if (quoted === undefined) return literal ?? bare
  try {
    return String(JSON.parse(quoted))
  } catch {
    // An escape that only TOML knows.
    return undefined
  }
}

function tableEnd(lines: readonly string[], head: number): number {
  const next = lines.findIndex((line, index) => index > head && /^\s*\[/.test(line))
  return next < 0 ? lines.length : next
}

function lastFilledLine(lines: readonly string[], head: number, end: number): number {
  for (let at = end - 1; at > head; at--) if (lines[at]?.trim()) return at
  return head
}

/** The comment behind the value stays. */
function withValue(line: string, value: TomlValue): string {
  const [key = ''] = keyPattern.exec(line) ?? []
  const parts =
    /^(\s*)(?:"(?:[^"\\]|\\.)*"|'[^']*'|\[(?:[^"'\]#]|"(?:[^"\\]|\\.)*"|'[^']*')*\]|[^#]*?)(\s*(?:#.*)?)$/.exec(
      line.slice(key.length),
    )
  return `${key}${parts?.[1] ?? ''}${tomlText(value)}${parts?.[2] ?? ''}`
}

function withNewTable(lines: readonly string[], table: string, line: string): readonly string[] {
  const filled = [...lines]
  while (filled.length > 0 && filled.at(-1)?.trim() === '') filled.pop()
  return [...filled, ...(filled.length > 0 ? [''] : []), `[${table}]`, line, '']
}
