/** What the agents share: memory, cores, the home folder. It does not change, so it is asked once. */
import { useEffect, useState } from 'preact/hooks'
import { api, ask } from '../api.ts'
import { selectCanAct, useLive } from '../live/live-store.ts'
import type { Machine } from './figures.ts'

let machine: Machine | undefined

export function useMachine(): Machine | undefined {
  const isLive = useLive(selectCanAct)
  const [known, setKnown] = useState(machine)
  useEffect(() => {
    if (machine !== undefined || !isLive) return
    void ask(api.health.$get()).then((answer) => {
      if (!answer.ok) return
      machine = answer.value.machine
      setKnown(machine)
    })
  }, [isLive])
  return known
}
