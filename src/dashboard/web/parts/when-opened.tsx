import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { afterShared } from './comes-soon.tsx'

/** A part of the frame whose code comes when it is first opened. */
export function whenOpened(load: () => Promise<{ readonly default: ComponentType }>): ComponentType {
  return function Opened() {
    const [part, setPart] = useState<{ readonly View: ComponentType }>()
    useEffect(() => {
      void afterShared(load).then(({ default: View }) => setPart({ View }))
    }, [])
    return part === undefined ? null : <part.View />
  }
}
