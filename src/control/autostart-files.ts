/** The files that make a system start TCE at login, as text. Pure: autostart.ts writes them. */

/** A program and its arguments, absolute, each as it is: quoting is done here. */
export type StartCommand = readonly [program: string, ...args: string[]]

export const launchdLabel = 'com.terminus-cancrorum-est'

/**
 * freedesktop.org Autostart and Desktop Entry: `Exec` is quoted twice, once as an argument (`"`, `` ` ``, `$`, `\`), once as a
 * string value (`\`), and `%` starts a field code.
 */
export const desktopEntry = (command: StartCommand): string => `[Desktop Entry]
Type=Application
Version=1.0
Name=TCE
GenericName=Monitor for coding agents
Comment=Shows coding agents, what they cost, and ends what is stuck
Exec=${command.map(execArgument).join(' ')}
Terminal=false
Categories=System;Monitor;
StartupNotify=false
X-GNOME-Autostart-enabled=true
`

function execArgument(argument: string): string {
  const isPlain = /^[\w@+=:,./-]+$/.test(argument)
  const quoted = isPlain ? argument : `"${argument.replace(/["`$\\]/g, '\\$&')}"`
  return quoted.replaceAll('\\', '\\\\').replaceAll('%', '%%')
}

/** For machines without a desktop: runs from login (or from boot, with lingering) until logout. */
export const systemdUnit = (command: StartCommand): string => `[Unit]
Description=TCE, the monitor for coding agents
Documentation=https://www.npmjs.com/package/terminus-cancrorum-est

[Service]
ExecStart=${command.map(systemdArgument).join(' ')}
Restart=on-failure
RestartSec=5

[Install]
WantedBy=default.target
`

/** systemd.service(5): C-style escapes inside double quotes, `%` starts a specifier, `$` a variable. */
function systemdArgument(argument: string): string {
  const escaped = argument.replace(/["\\]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')
  return /^[\w@+=:,./%-]+$/.test(escaped) ? escaped : `"${escaped}"`
}

/** launchd.plist(5). It is started at login, and again only when it crashed: Quit means quit. */
export const launchdPlist = (command: StartCommand): string => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${launchdLabel}</string>
  <key>ProgramArguments</key>
  <array>
${command.map((argument) => `    <string>${escapeXml(argument)}</string>`).join('\n')}
  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ProcessType</key>
  <string>Interactive</string>
</dict>
</plist>
`

const xmlEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => xmlEntities[character] ?? character)

/**
 * In the Startup folder. `start` gives the program a window of its own, minimised, because Node.js is a console program. In a batch
 * file `%` is doubled; a quote can't be in a Windows path.
 */
export const startupScript = (command: StartCommand): string =>
  ['@echo off', 'chcp 65001 >nul', `start "TCE" /min ${command.map(batchArgument).join(' ')}`, ''].join('\r\n')

const batchArgument = (argument: string): string => `"${argument.replaceAll('%', '%%')}"`
