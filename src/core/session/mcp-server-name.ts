/** What an MCP server is called, from the command that started it. Pure. */
import { plainText } from '../words/text.ts'

/**
 * `npx -y @modelcontextprotocol/server-postgres` → postgres, `docker run … ghcr.io/github/github-mcp-server` → github.
 * Undefined when the command does not tell.
 */
export function mcpServerName(command: string): string | undefined {
  const words = plainText(command).split(' ')
  const segments = words.flatMap((word) => word.split('/').reverse())
  const named = segments.map(bareName).find((name) => /(^|[-_])(mcp|server)([-_]|$)/i.test(name))
  const name = named?.replace(/(^|[-_])(mcp|server)(?=[-_]|$)/gi, '').replace(/^[-_]+/, '')
  return name === undefined || name === '' ? undefined : name
}

/** Without version and ending: `server-github@1.2.0` and `github-mcp.js`. */
const bareName = (segment: string): string =>
  segment
    .replace(/@[\w.^~-]+$/, '')
    .replace(/:[\w.-]+$/, '')
    .replace(/\.(m?js|cjs|ts|py|exe)$/, '')
