/** What an agent does right now, in two or three words: "Bash cargo test", "Edit SyncQueue.swift", "3 subagents". Pure. */

const longest = 60

/** `summary` is the command, the path or the pattern of the call; a path is shown by its last part. */
export function callInWords(tool: string, summary: string | undefined, path?: string): string {
  const name = toolInWords(tool)
  const about = path === undefined ? commandInWords(summary ?? '') : lastPart(path)
  const words = about === '' ? name : `${name} ${about}`
  return words.length <= longest ? words : `${words.slice(0, longest - 1).trimEnd()}…`
}

export const subagentsInWords = (count: number): string => `${count} subagent${count === 1 ? '' : 's'}`

/** `mcp__github__create_issue` → `github create_issue`. */
export function toolInWords(tool: string): string {
  const mcp = /^mcp__(.+?)__(.+)$/.exec(tool)
  return mcp === null ? tool : `${mcp[1]} ${mcp[2]}`
}

/** Without the folder it is run in and the variables it is given: `cd /a && FOO=1 npm test` → `npm test`. */
function commandInWords(command: string): string {
  const [line = ''] = command.trim().split(/\r?\n/)
  return line
    .replace(/^cd\s+(?:"[^"]*"|'[^']*'|[^\s;&]+)\s*(?:&&|;)\s*/, '')
    .replace(/^(?:[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\S*)\s+)+/, '')
    .trim()
}

const lastPart = (path: string): string => path.split(/[\\/]/).findLast((part) => part !== '') ?? path
