/**
 * A home of its own for the genuine Claude Code: past onboarding, talking to a mock of the model, with nothing of the real
 * home or environment in it. Everything started in it can be found and ended, because no other process has this HOME.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endEverythingIn, testEnvironment } from './left-overs.ts'
import { type MockModelServer, startMockModelServer } from './mock-model-server.ts'

const apiKey = 'sk-ant-api03-mock-model-server-key-000000'

export interface ClaudeHome {
  readonly dir: string
  /** `<dir>/.claude`, what TCE reads. */
  readonly configDir: string
  readonly env: Readonly<Record<string, string>>
  /** A new working directory, which this Claude Code trusts. */
  project(name: string): string
  /** Ends every process of this home, and removes it. */
  close(): Promise<void>
}

export async function makeClaudeHome(
  options: { readonly dir?: string; readonly delayMs?: number } = {},
): Promise<ClaudeHome> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'tce-claude-home-'))
  const configDir = join(dir, '.claude')
  mkdirSync(configDir, { recursive: true })
  const model = await startMockModelServer(options.delayMs === undefined ? {} : { delayMs: options.delayMs })
  return {
    dir,
    configDir,
    env: claudeEnvironment(dir, model),
    project: (name) => trustedProject(dir, name),
    async close() {
      await endEverythingIn(dir)
      await model.close()
      rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
  }
}

function claudeEnvironment(home: string, model: MockModelServer): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: home,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    SHELL: '/bin/bash',
    USER: 'dev',
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: apiKey,
    ...testEnvironment(),
    DISABLE_AUTOUPDATER: '1',
    DISABLE_TELEMETRY: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  }
}

interface ClaudeConfig {
  readonly projects?: Readonly<Record<string, object>>
}

function trustedProject(home: string, name: string): string {
  const cwd = join(home, name)
  mkdirSync(cwd, { recursive: true })
  trust(home, cwd)
  return cwd
}

/** Without this a session asks at its start whether the folder is trusted. */
export function trust(home: string, cwd: string): void {
  const file = join(home, '.claude.json')
  const config: ClaudeConfig = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : {
        hasCompletedOnboarding: true,
        theme: 'dark',
        customApiKeyResponses: { approved: [apiKey.slice(-20)], rejected: [] },
      }
  const trusted = { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true, allowedTools: [] }
  writeFileSync(file, JSON.stringify({ ...config, projects: { ...config.projects, [cwd]: trusted } }), { mode: 0o600 })
}
