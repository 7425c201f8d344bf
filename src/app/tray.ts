/**
 * The tray as a program of Electron: the only file that imports Electron for values, and menubar. Starts the server and the services
 * in this process, or attaches to those that run. `tce run` starts it (launch.ts); the packaged app is it.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Rectangle, WebContents } from 'electron'
import { app, clipboard, dialog, Menu, Notification, screen, shell, Tray } from 'electron'
import type { StartCommand } from '../control/autostart.ts'
import { createAutostart } from '../control/autostart.ts'
import type { Notice } from '../control/notifier.ts'
import { clicked, shownNotice } from '../control/notifier.ts'
import { findNotifier } from '../control/notify.ts'
import { createPackagedAutostart } from '../control/packaged-autostart.ts'
import { once } from '../core/once.ts'
import type { Config } from '../core/settings/config.ts'
import { plainText } from '../core/words/text.ts'
import { productVersion } from '../storage/version.ts'
import { complain, reportBug, say } from '../terminal/say.ts'
import { createTrayAdapter } from '../tray/adapter.ts'
import { outcomeBox, questionBox } from '../tray/boxes.ts'
import type { Outcome } from '../tray/commands.ts'
import type { Question } from '../tray/dialogs.ts'
import { iconFile } from '../tray/icon-files.ts'
import type { TrayOptions } from '../tray/launch.ts'
import type { PopoverParts } from '../tray/popover.ts'
import { createPopover, lockContents } from '../tray/popover.ts'
import type { RunningTray } from '../tray/tray.ts'
import { startTray } from '../tray/tray.ts'
import { loadConfig } from './config.ts'
import { serveOrAttach } from './serve-or-attach.ts'

const iconsDir = fileURLToPath(new URL('../../assets/icons/', import.meta.url))

// Electron gets ready only when this module is loaded: waiting for that here would be for ever.
app.setName('TCE')
app.setAppUserModelId('com.terminus-cancrorum-est')
app.enableSandbox()
const config = await loadConfig()
if (!config.ok) {
  complain(config.error.message)
  app.exit(1)
} else {
  // Beside our own things, so that each data folder has its own single instance.
  app.setPath('userData', join(config.value.dataDir, 'electron'))
  if (app.requestSingleInstanceLock()) {
    main(config.value).catch((cause) => {
      reportBug(cause)
      app.exit(1)
    })
  } else {
    say('TCE runs already: its window is brought up.')
    app.exit(0)
  }
}

async function main(config: Config): Promise<void> {
  // A tray has no window most of the time.
  app.on('window-all-closed', () => {})
  await app.whenReady()
  app.dock?.hide()

  let running: RunningTray | undefined
  const popoverParts: PopoverParts = {
    createMenubar: async (options) => {
      const { menubar } = await import('menubar')
      if (adapter.tray === undefined) throw new Error('There is no tray to show the window at.')
      const created = menubar({ ...options, tray: adapter.tray as Tray, tooltip })
      await new Promise<void>((resolve) => created.on('ready', resolve))
      return created
    },
    origin: () => running?.origin,
    linkTo: async (path) => {
      if (running === undefined) throw new Error('TCE is starting.')
      return running.linkTo(path)
    },
    openPage: async (path) => running?.openPage(path),
    ...(process.platform === 'linux' ? { pointer: pointerPlace } : {}),
  }
  const popover = createPopover(popoverParts)
  // Whatever window comes into being, it is locked.
  app.on('web-contents-created', (_event, contents: WebContents) => lockContents(contents, popoverParts))

  let tooltip = ''
  const adapter = createTrayAdapter({
    electron: { Tray, Menu },
    iconPath: (icon) => iconFile(iconsDir, icon, process.platform),
    platform: process.platform,
    onCommand: (command) => void running?.run(command),
    // Once made, menubar listens to the icon itself.
    onClick: (bounds) => {
      if (!popover.isMade) openPopover(bounds)
    },
  })
  const openPopover = (bounds?: Rectangle) => {
    popover
      .open(bounds)
      .catch((cause: Error) => tell({ ok: false, title: 'The window did not open', body: cause.message }))
  }

  running = startTray({
    connect: () => serveOrAttach(config, optionsFrom(process.argv)),
    draw: (model) => {
      tooltip = model.tooltip
      adapter.show(model)
    },
    ask,
    tell,
    notify,
    openInBrowser: (url) => shell.openExternal(url),
    copy: (text) => clipboard.writeText(plainText(text)),
    openFolder,
    showAbout,
    quit: () => app.quit(),
    startsAtLogin: startsAtLogin(),
    onConnected: ({ origin }) => {
      popover.forget()
      say(`Dashboard on ${origin}  The tray's menu has Quit.`)
    },
    version: productVersion(),
  })
  app.on('second-instance', () => openPopover())
  quitCleanly(async () => {
    await running?.stop()
    adapter.destroy()
  })
}

/** The server closes and the lock is released before the process ends. */
function quitCleanly(stop: () => Promise<void>): void {
  let isStopped = false
  app.on('before-quit', (event) => {
    if (isStopped) return
    event.preventDefault()
    isStopped = true
    stop().then(
      () => app.exit(0),
      (cause) => {
        reportBug(cause)
        app.exit(1)
      },
    )
  })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => app.quit())
}

/** Chromium's own switches stand in the same line: what is not ours is left alone. */
function optionsFrom(argv: readonly string[]): TrayOptions {
  const { values } = parseArgs({
    args: argv.slice(1),
    strict: false,
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      'allow-remote': { type: 'boolean' },
      'require-token': { type: 'boolean' },
    },
  })
  const port = typeof values['port'] === 'string' ? Number(values['port']) : undefined
  return {
    port: Number.isInteger(port) ? port : undefined,
    host: typeof values['host'] === 'string' ? values['host'] : undefined,
    isRemoteAllowed: values['allow-remote'] === true,
    isTokenRequired: values['require-token'] === true,
  }
}

async function ask(question: Question): Promise<boolean> {
  const { response } = await dialog.showMessageBox(questionBox(question))
  return response === 0
}

/** Shown notices are kept until they are gone: one that is collected as garbage answers no click. */
const shownNotices = new Set<Notification>()

/** On Linux Electron knows no buttons, and notify-send does. */
const withButtons = once(async () => (process.platform === 'linux' ? findNotifier() : undefined))

async function notify(said: Notice, over?: AbortSignal): Promise<string | undefined> {
  const { actions = [] } = said
  const notifier = actions.length > 0 ? await withButtons() : undefined
  if (notifier !== undefined) return notifier.show(said, over)
  if (!Notification.isSupported()) return undefined
  const { title, body } = shownNotice(said)
  const notice = new Notification({
    title,
    body,
    actions: actions.map(({ label }) => ({ type: 'button', text: label })),
  })
  return new Promise((resolve) => {
    const takeBack = () => notice.close()
    const end = (chosen?: string) => {
      shownNotices.delete(notice)
      over?.removeEventListener('abort', takeBack)
      resolve(chosen)
    }
    notice.on('click', () => end(clicked))
    notice.on('action', (_event, index) => end(actions[index]?.name))
    notice.on('close', () => end())
    notice.on('failed', () => end())
    over?.addEventListener('abort', takeBack)
    shownNotices.add(notice)
    notice.show()
  })
}

/** What went well is told in passing; what did not has to be seen. */
function tell(outcome: Outcome): void {
  if (outcome.ok && Notification.isSupported()) void notify(outcome)
  else void dialog.showMessageBox(outcomeBox(outcome))
}

/** Only folders: a file would be run. */
async function openFolder(path: string): Promise<string | undefined> {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return 'It is no folder, or not there any more.'
  return (await shell.openPath(path)) || undefined
}

function showAbout(): void {
  app.setAboutPanelOptions({
    applicationName: 'TCE',
    applicationVersion: productVersion(),
    version: `Electron ${process.versions['electron']}`,
    copyright: 'Terminus Cancrorum Est',
    iconPath: join(iconsDir, 'app', 'icon.png'),
  })
  app.showAboutPanel()
}

function pointerPlace() {
  const { x, y } = screen.getCursorScreenPoint()
  return { x, y, workArea: screen.getDisplayNearestPoint({ x, y }).workArea }
}

function startsAtLogin() {
  const command = startCommand()
  const autostart = app.isPackaged ? createPackagedAutostart(command[0]) : createAutostart()
  return {
    get: async () => (await autostart.status()).length > 0,
    set: async (isOn: boolean) => {
      const done = isOn ? await autostart.on('desktop', command) : await autostart.off()
      if (!done.ok) throw new Error(done.error.message)
    },
  }
}

/** `tce run` says how it was started; the AppImage is started by its own file, not by where it is mounted. */
function startCommand(): StartCommand {
  const given: unknown = JSON.parse(process.env['TCE_START_COMMAND'] ?? 'null')
  if (Array.isArray(given) && given.every((part) => typeof part === 'string')) {
    const [program, ...args] = given
    if (program !== undefined) return [program, ...args]
  }
  if (app.isPackaged) return [process.env['APPIMAGE'] ?? process.execPath]
  return [process.execPath, fileURLToPath(import.meta.url)]
}
