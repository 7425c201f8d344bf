/** Ink around the screen: alternate screen, keys, and only changed lines are written. */
import { render } from 'ink'
import { createElement } from 'react'
import type { Line } from '../terminal/roles.ts'
import type { Key } from './key.ts'
import { Screen } from './screen.ts'
import type { ScreenSize } from './view/layout.ts'

export interface MountOptions {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly isColored: boolean
  readonly onKey: (key: Key) => void
}

export interface Mounted {
  draw(lines: readonly Line[], size: ScreenSize): void
  /** What stood on the screen is lost: the next lines are drawn whole. */
  forget(): void
  /** Rejects with what a component threw. */
  readonly failed: Promise<unknown>
  unmount(): Promise<void>
}

export function mount({ stdin, stdout, isColored, onKey }: MountOptions): Mounted {
  const screen = (lines: readonly Line[], { columns, rows }: ScreenSize) =>
    createElement(Screen, { lines: lines.slice(0, rows), columns, isColored, onKey })
  const instance = render(screen([], { columns: stdout.columns, rows: stdout.rows }), {
    stdin,
    stdout,
    alternateScreen: true,
    exitOnCtrlC: false,
    // What is printed meanwhile is held back by stray-output.ts.
    patchConsole: false,
    incrementalRendering: true,
    interactive: true,
    isScreenReaderEnabled: false,
    maxFps: 60,
  })
  return {
    draw: (lines, size) => instance.rerender(screen(lines, size)),
    forget: () => instance.clear(),
    failed: instance.waitUntilExit(),
    async unmount() {
      instance.unmount()
      await instance.waitUntilExit().catch(() => undefined)
    },
  }
}
