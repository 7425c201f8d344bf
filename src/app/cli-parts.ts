/** What the command line is given: settings, the services, the live screen, and the program itself, each loaded when it is asked for. */
import type { CliParts } from '../cli/program.ts'

export const cliParts: CliParts = {
  openServices: async (say) => (await import('./open-services.ts')).openServices(say),
  openLook: async (say) => (await import('./open-services.ts')).openLook(say),
  readSettings: async () => (await import('./config.ts')).loadConfig(),
  openScreen: async (options) => (await import('../tui/open.ts')).openScreen(options),
  openDeploy: async (asked) =>
    (await import('./open-deploy.ts')).deployHere(asked, () => cliParts.openServices(() => {})),
  insideAgent: async () => (await import('../client/inside-agent.ts')).insideAgent(),
  // app.ts knows all the parts and loads them as they are needed; a `tce status` takes only the scanner.
  loadApp: () => import('./app.ts'),
  nowMs: Date.now,
  signals: process,
  watchEveryMs: 1_500,
  keyRestMs: 600,
  cpuWindowMs: 1_200,
}
