/** The Prompt Lab: the composer beside templates and the prompts of before. */
import { useLayoutEffect } from 'preact/hooks'
import type { ScreenProps } from '../screens.ts'
import '../styles/compose.css'
import { isComposerOpen, targetIds } from './compose-open.ts'
import { Composer, useComposer } from './composer.tsx'
import { LibraryRail } from './library-rail.tsx'

/** `?to=` names whom it is for, one or several. */
export default function ComposeScreen({ place }: ScreenProps) {
  const { to } = place.query
  useLayoutEffect(() => {
    if (to !== undefined) targetIds.value = to.split(',')
    isComposerOpen.value = false
  }, [to])
  useComposer()
  return (
    <section data-screen="compose" class="screen">
      <h1 class="sr">Prompt Lab</h1>
      <div class="compose-cols">
        <section class="panel composer" aria-label="Prompt">
          <Composer isNarrow={false} />
        </section>
        <LibraryRail />
      </div>
    </section>
  )
}
