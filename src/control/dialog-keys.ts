/**
 * A dialog that stands in a pane of tmux, answered by keys: where no hook asks. Before each the screen is read twice, and the key goes only
 * if it is this very question both times and at the moment of the key; once; then it is read again. Of several questions nothing is given
 * before the dialog shows all answers as they were meant.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { AskedCall, DialogStep, ScreenDialog, ScreenDialogs } from '../agents/dialogs.ts'
import { screenRows } from '../core/prompts/screen.ts'
import type { Asked, Decision } from '../core/waiting/approval.ts'
import type { KeyWay, NotPressed } from './approvals.ts'

/** A pane as it is seen: prompts/channels/tmux/tmux.ts. */
export interface DialogPanes<Pane extends { readonly id: string }> {
  find(tty: string): Promise<Pane | undefined>
  look(pane: Pane): Promise<PaneSeen | undefined>
  /** Out of copy mode, where it is in that. */
  leaveCopyMode(pane: Pane): Promise<void>
  /** If at that moment everything still is as it was seen: whether it was pressed. */
  pressIf(pane: Pane, key: string, seen: Pick<PaneSeen, 'cursor'> & { readonly words: string }): Promise<boolean>
}

export interface PaneSeen {
  readonly tty: string
  readonly isDead: boolean
  readonly isInMode: boolean
  readonly isInputOff: boolean
  readonly isSynchronized: boolean
  readonly cursor: { readonly x: number; readonly y: number }
  readonly screen: string
}

export interface StandingDialog {
  readonly asked: Asked
  readonly subagentId?: string | undefined
  /** `tmux pane %12` */
  readonly where: string
  isStanding(): Promise<boolean>
  /** Undefined: it was pressed, and the dialog went. Else why it was not, or that it stands there all the same. */
  press: KeyWay['press']
}

export type FoundDialog =
  | { readonly kind: 'asks'; readonly dialog: StandingDialog }
  /** One stands there, and nobody can tell what call it is about: its own words. */
  | { readonly kind: 'unknown'; readonly text: string }

export interface DialogKeys {
  /** `calls`: those of the session that nothing came of yet. */
  find(
    of: { readonly agent: string; readonly tty: string },
    calls: readonly AskedCall[],
  ): Promise<FoundDialog | undefined>
}

export interface DialogKeysParts<Pane extends { readonly id: string }> {
  readonly panes: DialogPanes<Pane>
  readonly dialogsOf: (agent: string) => ScreenDialogs | undefined
  readonly pause?: (ms: number) => Promise<unknown>
}

const secondLookAfterMs = 150
/** A busy client takes its time. */
const goneWithinMs = 5_000
/** A mark for each of many options, and a page for each question. */
const mostSteps = 60
const lookEveryMs = 100

export function createDialogKeys<Pane extends { readonly id: string }>({
  panes,
  dialogsOf,
  pause = (ms) => sleep(ms),
}: DialogKeysParts<Pane>): DialogKeys {
  async function dialogIn(pane: Pane, screens: ScreenDialogs): Promise<ScreenDialog | undefined> {
    const seen = await panes.look(pane)
    return seen === undefined ? undefined : screens.read(screenRows(seen.screen))
  }

  /** As it stands there twice: what is being drawn is none yet. */
  async function settledDialog(pane: Pane, screens: ScreenDialogs): Promise<ScreenDialog | undefined> {
    const first = await dialogIn(pane, screens)
    if (first === undefined) return undefined
    await pause(secondLookAfterMs)
    const second = await dialogIn(pane, screens)
    return second?.text === first.text ? second : undefined
  }

  async function find(
    { agent, tty }: { readonly agent: string; readonly tty: string },
    calls: readonly AskedCall[],
  ): Promise<FoundDialog | undefined> {
    const screens = dialogsOf(agent)
    if (screens === undefined) return undefined
    const pane = await panes.find(tty)
    const dialog = pane && (await settledDialog(pane, screens))
    if (pane === undefined || dialog === undefined) return undefined
    const meant = calls.flatMap((call) => {
      const asked = screens.askedBy(dialog, call)
      return asked === undefined ? [] : [{ asked, call }]
    })
    const [only] = meant
    // Two calls of the same file: nobody can tell which of them it is.
    if (only === undefined || meant.length > 1) return { kind: 'unknown', text: dialog.text }
    const { asked, call } = only
    const place = { pane, tty, screens, dialog }
    return {
      kind: 'asks',
      dialog: {
        asked,
        subagentId: call.subagent?.id,
        where: `tmux pane ${pane.id}`,
        async isStanding() {
          const now = await dialogIn(pane, screens)
          return now !== undefined && (now.text === dialog.text || screens.askedBy(now, call) !== undefined)
        },
        async press(decision, options) {
          const obstacle = await copyMode(pane, options)
          if (obstacle !== undefined) return obstacle
          const message = await pressAll(place, asked, decision)
          return message === undefined ? undefined : { message }
        },
      },
    }
  }

  interface Place {
    readonly pane: Pane
    readonly tty: string
    readonly screens: ScreenDialogs
    readonly dialog: ScreenDialog
  }

  async function copyMode(
    pane: Pane,
    { leavesCopyMode }: { readonly leavesCopyMode: boolean },
  ): Promise<NotPressed | undefined> {
    if ((await panes.look(pane))?.isInMode !== true) return undefined
    if (!leavesCopyMode) return { message: nothing(inCopyMode(pane)), isInCopyMode: true }
    await panes.leaveCopyMode(pane)
    return undefined
  }

  /** As it stands there now: its user may have gone on in it. */
  async function pressAll(place: Place, asked: Asked, decision: Decision): Promise<string | undefined> {
    const { pane, screens } = place
    let dialog: ScreenDialog | undefined = (await dialogIn(pane, screens)) ?? place.dialog
    for (let steps = 0; steps < mostSteps && dialog !== undefined; steps += 1) {
      const step = screens.stepFor(dialog, asked, decision)
      if (step === undefined)
        return steps === 0 ? nothing(noKey(dialog, place.dialog)) : half('it shows something else')
      const why = await press({ ...place, dialog }, step.key)
      if (why !== undefined) return steps === 0 ? why : half(uncapital(why.replace(/\.$/, '')))
      if (step.isLast) return untilGone({ ...place, dialog }, step.key)
      dialog = await nextPage({ ...place, dialog })
    }
    return half('it did not go on')
  }

  /** Undefined: it was pressed. Else why it was not. */
  async function press(place: Place, key: DialogStep['key']): Promise<string | undefined> {
    const { pane, dialog } = place
    let seen: PaneSeen | undefined
    for (const waitMs of [0, secondLookAfterMs]) {
      if (waitMs > 0) await pause(waitMs)
      seen = await panes.look(pane)
      const why = whyNot(seen, place)
      if (why !== undefined) return nothing(why)
    }
    if (seen === undefined) return nothing('its pane is gone')
    const words = dialog.text.match(/[A-Za-z]{4,}/g)?.at(0) ?? ''
    try {
      const isPressed = await panes.pressIf(pane, key, { cursor: seen.cursor, words })
      return isPressed ? undefined : nothing('its screen changed in the last moment')
    } catch {
      return `tmux did not answer; whether ${key} arrived in pane ${pane.id} is not known. Look at its terminal.`
    }
  }

  /** What stands there once it took the key; undefined: it did not. */
  async function nextPage({ pane, screens, dialog }: Place): Promise<ScreenDialog | undefined> {
    for (let waitedMs = 0; waitedMs < goneWithinMs; waitedMs += lookEveryMs) {
      await pause(lookEveryMs)
      const next = await settledDialog(pane, screens)
      if (next !== undefined && next.text !== dialog.text) return next
    }
    return undefined
  }

  async function untilGone({ pane, screens, dialog }: Place, key: string): Promise<string | undefined> {
    for (let waitedMs = 0; waitedMs < goneWithinMs; waitedMs += lookEveryMs) {
      await pause(lookEveryMs)
      if ((await dialogIn(pane, screens))?.text !== dialog.text) return undefined
    }
    return `Your answer did not arrive: ${key} was typed into tmux pane ${pane.id}, and the same question still stands after ${goneWithinMs / 1000} s.`
  }

  return { find }
}

const nothing = (why: string): string => `Nothing was typed: ${why}.`

const half = (why: string): string =>
  `Your answer did not arrive: only a part of it was marked, and none was submitted, because ${why}. Look at its terminal.`

const inCopyMode = (pane: { readonly id: string }): string =>
  `tmux pane ${pane.id} is in copy mode, which would take the key`

const noKey = (now: ScreenDialog, before: ScreenDialog): string =>
  now.text === before.text ? 'no key of the dialog means that' : 'another question stands there, or none'

const uncapital = (text: string): string => `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`

function whyNot(
  seen: PaneSeen | undefined,
  {
    tty,
    screens,
    dialog,
    pane,
  }: {
    readonly tty: string
    readonly screens: ScreenDialogs
    readonly dialog: ScreenDialog
    readonly pane: { readonly id: string }
  },
): string | undefined {
  if (seen === undefined || seen.isDead || seen.tty !== tty) return 'its pane is gone'
  if (seen.isInMode) return inCopyMode(pane)
  if (seen.isInputOff) return `tmux pane ${pane.id} takes no keys at the moment`
  if (seen.isSynchronized) return `tmux pane ${pane.id} is synchronized: others would get the same key`
  return screens.read(screenRows(seen.screen))?.text === dialog.text
    ? undefined
    : 'another question stands there, or none'
}
