/** Claude Code's own sandbox, told for one start by `--settings`: its user's settings stay as they are. Pure. */
import type { FenceRules } from '../../core/tasks/fence.ts'
import type { OwnFence } from '../fence.ts'

/**
 * Its sandbox holds what it runs; its own file tools obey its permission rules, so what is denied stands in both. It starts not at all where its
 * sandbox can't be had, and asks as usual also for what runs inside.
 */
export const claudeFence: OwnFence = {
  name: 'Claude Code’s own sandbox',
  needs: { linux: ['bwrap', 'socat'], darwin: [], win32: undefined },
  words: ({ allowRead, allowWrite, denyWrite, allowAppleEvents, ...rules }: FenceRules) => {
    // A rule of its own has no exception within.
    const denyRead = rules.denyRead.filter((path) => !allowRead.some((one) => one.startsWith(`${path}/`)))
    const settings = {
      sandbox: {
        ...{ enabled: true, failIfUnavailable: true, allowUnsandboxedCommands: false, autoAllowBashIfSandboxed: false },
        filesystem: { denyRead, allowWrite, denyWrite },
        ...(allowAppleEvents ? { allowAppleEvents } : {}),
      },
      permissions: {
        deny: [...denyRead.flatMap((path) => both('Read', path)), ...denyWrite.flatMap((path) => both('Edit', path))],
      },
    }
    return ['--settings', JSON.stringify(settings)]
  },
}

/** In its rules a whole path begins with two strokes. */
const both = (tool: string, path: string): readonly string[] => [`${tool}(/${path})`, `${tool}(/${path}/**)`]
