/** The lines for agents' windows, loaded where a server leaves some: a command knows no fleet that it could leave any for. */
import type { createStatusLines, StatusLines } from './status-lines.ts'

type Given = Parameters<typeof createStatusLines>

export function statusLinesOnDemand(...given: Given): StatusLines {
  const [, { reportError }] = given
  let loading: Promise<StatusLines> | undefined
  const load = () => {
    loading ??= import('./status-lines.ts').then(({ createStatusLines }) => createStatusLines(...given))
    return loading
  }
  const tell = (lines: Promise<StatusLines> | undefined, what: (to: StatusLines) => void) =>
    void lines?.then(what).catch((cause: unknown) => reportError('Status lines could not be left', cause))
  return {
    noteFleet: (fleet) => tell(load(), (to) => to.noteFleet(fleet)),
    renew: () => tell(loading, (to) => to.renew()),
    begin: () => tell(load(), (to) => to.begin()),
    close: () => tell(loading, (to) => to.close()),
  }
}
