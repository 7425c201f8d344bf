/** The tray's menu, questions and outcomes, and notifications with and without Electron, over a hostile fleet. */
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'
import { expect, it } from 'vitest'
import { findNotifier } from '../../src/control/notify.ts'
import { fleetMatters } from '../../src/core/alerts/fleet-matters.ts'
import type { Rule } from '../../src/core/alerts/rule.ts'
import type { FleetReport } from '../../src/core/process/report.ts'
import { createTrayAdapter, toTemplate } from '../../src/tray/adapter.ts'
import { outcomeBox, questionBox } from '../../src/tray/boxes.ts'
import { type Outcome, runCommand } from '../../src/tray/commands.ts'
import { killQuestion, killStaleQuestion } from '../../src/tray/dialogs.ts'
import type { TrayCommand } from '../../src/tray/model.ts'
import { trayModel } from '../../src/tray/model.ts'
import { endedReport, fakeServices } from '../cli/fake-services.ts'
import { nowMs, twentyAgents } from '../fixtures/fleet/twenty-agents.ts'
import { harmIn, hostile, marker, poisoned } from './strings.ts'

const fleetOf = (text: string): FleetReport => poisoned(twentyAgents, text)
const modelOf = (text: string) =>
  trayModel({ fleet: fleetOf(text), nowMs, survivors: new Set(), version: text, isConnecting: false })

const labelsOf = (template: readonly MenuItemConstructorOptions[]): readonly string[] =>
  template.flatMap(({ label = '', submenu }) => [label, ...(Array.isArray(submenu) ? labelsOf(submenu) : [])])

const oneLine = (text: string | undefined) => {
  expect(text).not.toMatch(/[\n\t]/)
  expect(harmIn(text ?? '')).toBeUndefined()
}

it.each(hostile)('the menu, the tooltip and the title are plain lines: %s', (_, text) => {
  const shown: string[] = []
  class Tray {
    setImage() {}
    setToolTip = (tip: string) => void shown.push(tip)
    setTitle = (title: string) => void shown.push(title)
    setContextMenu() {}
    popUpContextMenu() {}
    destroy() {}
    on() {}
  }
  const model = modelOf(text)
  const Menu = {
    buildFromTemplate(template: MenuItemConstructorOptions[]) {
      shown.push(...labelsOf(template))
      return { on() {} }
    },
  }
  const adapter = createTrayAdapter({
    electron: { Tray, Menu },
    iconPath: String,
    platform: 'darwin',
    onCommand() {},
    onClick() {},
  })
  adapter.show({ ...model, tooltip: `${model.tooltip} ${text}`, title: text })
  expect(shown.filter((label) => label.includes(marker)).length).toBeGreaterThan(20)
  for (const label of shown) oneLine(label)
})

it.each(hostile)('what a click asks, tells and copies is plain: %s', async (_, text) => {
  const fleet = fleetOf(text)
  const [agent] = fleet.processes
  if (agent === undefined) throw new Error('The fleet is empty.')
  const boxes = [
    questionBox(killQuestion({ ...agent, health: 'zombie' }, { isForced: true, nowMs })),
    questionBox(killStaleQuestion(fleet.processes, fleet.processes, nowMs)),
    outcomeBox({ ok: false, title: text, body: `${text}\n${text}` }),
  ]
  for (const { message, detail } of boxes) {
    oneLine(message)
    expect(detail).toContain(marker)
    expect(harmIn(detail)).toBeUndefined()
  }
  const told: Outcome[] = []
  const copied: string[] = []
  const parts = {
    services: () =>
      fakeServices({ fleets: [fleet], killReport: (target, now) => poisoned(endedReport(target, now), text) }),
    ask: async () => true,
    tell: (outcome: Outcome) => void told.push(outcome),
    openPage: async () => {},
    copy: (copy: string) => void copied.push(copy),
    openFolder: async () => text,
    showAbout() {},
    quit() {},
    pauseNotifications() {},
    setStartAtLogin: async () => {},
    addSurvivor() {},
    pause: async () => {},
    nowMs: () => nowMs,
  }
  for (const command of commandsOf(text)) await runCommand(command, parts)
  expect(told.length).toBeGreaterThan(20)
  for (const { message, detail } of told.map(outcomeBox)) {
    oneLine(message)
    expect(harmIn(detail)).toBeUndefined()
  }
  for (const command of copied) expect(command).toMatch(/^claude --resume [\w-]+$/)
})

const commandsOf = (text: string): readonly TrayCommand[] => {
  const commands: TrayCommand[] = []
  const click = (template: readonly MenuItemConstructorOptions[]): void => {
    for (const { click: onClick, submenu } of template) {
      ;(onClick as (() => void) | undefined)?.()
      if (Array.isArray(submenu)) click(submenu)
    }
  }
  click(toTemplate(modelOf(text).menu, (command) => commands.push(command)))
  return commands
}

it.each(hostile)(
  'a notification is a plain title and plain lines, for the program that shows it too: %s',
  async (_, text) => {
    const fleet = fleetOf(text)
    const rule = (kind: Rule['kind'], values: Rule['values']): Rule => ({
      id: kind,
      kind,
      values,
      isOn: true,
      channels: [],
    })
    const look = {
      nowMs,
      endedOnPurpose: new Set<string>(),
      hogSince: new Map<string, number>(),
      turns: new Map(),
      agentName: String,
    }
    const of = ['permission', 'question', 'plan', 'form', 'unknown']
    const alerts = [
      ...(fleetMatters(rule('waits', { minutes: 0, of }), { ...look, fleet }) ?? []),
      ...(fleetMatters(rule('stale', { of: ['stale', 'zombie'] }), { ...look, fleet }) ?? []),
      ...(fleetMatters(rule('ended', {}), { ...look, fleet: { ...fleet, processes: [] }, before: fleet }) ?? []),
    ]
    expect(new Set(alerts.map(({ kind }) => kind))).toEqual(new Set(['waits', 'stale', 'ended']))
    const dir = mkdtempSync(join(tmpdir(), 'tce-notice-'))
    const program = join(dir, 'notify-send')
    writeFileSync(program, `#!/bin/sh\nfor word in "$@"; do printf '%s\\0' "$word" >> ${dir}/said; done\n`)
    chmodSync(program, 0o755)
    const env = { PATH: `${dir}:/usr/bin:/bin`, DBUS_SESSION_BUS_ADDRESS: 'x' }
    const notifier = await findNotifier({ platform: 'linux', env })
    for (const alert of alerts.slice(0, 2)) await notifier?.show({ ...alert, body: `${alert.body} ${text}` })
    const said = readFileSync(join(dir, 'said'), 'utf8').split('\0')
    expect(said.filter((word) => word.includes(marker)).length).toBeGreaterThan(1)
    for (const word of said) expect(harmIn(word)).toBeUndefined()
    for (const { title, plainTitle, plainBody } of alerts)
      for (const told of [title, plainTitle, plainBody]) oneLine(told)
  },
)
