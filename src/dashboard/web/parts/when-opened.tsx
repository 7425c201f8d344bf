import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** A part of the frame whose code comes when it is first opened. */
export function whenOpened(load: () => Promise<{ readonly default: ComponentType }>): ComponentType {
  return function Opened() {
    const [part, setPart] = useState<{ readonly View: ComponentType }>()
    useEffect(() => {
      void load().then(({ default: View }) => setPart({ View }))
    }, [])
    return part === undefined ? null : <part.View />
  }
}
