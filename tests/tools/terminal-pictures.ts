/**
 * Draws the README's pictures of the terminal into docs/pictures: `tce status` and `tce watch` over the agents of the design.
 *
 *   node tests/tools/terminal-pictures.ts
 *
 * Needs tmux.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { statusView } from '../../src/cli/views/status-view.ts'
import { paint, unicodeGlyphs } from '../../src/terminal/roles.ts'
import { nowMs, twentyAgents } from '../fixtures/fleet/twenty-agents.ts'
import { terminalPicture } from './terminal-picture.ts'

const root = join(import.meta.dirname, '..', '..')
const columns = 120
const rows = 36

function captureInTmux(): string {
  const name = `tce-picture-${process.pid}`
  const tmux = (...args: readonly string[]) =>
    execFileSync('tmux', ['-L', name, ...args], {
      encoding: 'utf8',
      env: { ...process.env, TZ: 'UTC', LANG: 'C.UTF-8' },
    })
  const program = `${process.execPath} --disable-warning=ExperimentalWarning ${join(root, 'tests/tui/fixture-watch.ts')}`
  tmux('-u', '-f', '/dev/null', 'new-session', '-d', '-x', String(columns), '-y', String(rows), program)
  try {
    tmux('set-option', '-g', 'status', 'off')
    tmux('resize-window', '-x', String(columns), '-y', String(rows))
    for (let waited = 0; waited < 100; waited += 1) {
      const shown = tmux('capture-pane', '-e', '-p')
      if (shown.includes('webhook-retries') && shown.includes('search-indexer') && shown.split('\n').length >= rows)
        return shown
      execFileSync('sleep', ['0.1'])
    }
    throw new Error('tmux did not show the screen')
  } finally {
    tmux('kill-server')
  }
}

const watch = () => captureInTmux().split('\n').slice(0, rows).join('\n')

const status = () =>
  statusView(twentyAgents, { nowMs, todayUsd: 48.6 }, { columns: 80, glyphs: unicodeGlyphs })
    .map((spans) => paint(spans, true))
    .join('\n')

const folder = join(root, 'docs', 'pictures')
mkdirSync(folder, { recursive: true })
writeFileSync(
  join(folder, 'watch.svg'),
  terminalPicture(watch(), columns, 'tce watch: the feed of a session on the left, its state on the right'),
)
writeFileSync(
  join(folder, 'status.svg'),
  terminalPicture(status(), 80, 'tce status: twenty agents, the one that waits first, and what to do'),
)
