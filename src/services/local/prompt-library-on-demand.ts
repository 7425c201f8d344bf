/** What helps writing a prompt, and every prompt that was sent, loaded when somebody asks: only who writes one does. */
import { once } from '../../core/once.ts'
import { whenAsked } from '../../core/when-asked.ts'
import type { PromptLibraryService } from '../prompt-library.ts'
import type { createPromptLibrary } from './prompt-library.ts'
import type { SentPromptParts } from './sent-prompts.ts'
import { sharedSource } from './shared-source.ts'

export interface PromptLibraryOnDemand {
  readonly service: PromptLibraryService
  close(): Promise<void>
}

export function promptLibraryOnDemand(
  given: Parameters<typeof createPromptLibrary>,
  ofSent: Omit<SentPromptParts, 'stars'>,
): PromptLibraryOnDemand {
  const library = sharedSource(async () => (await import('./prompt-library.ts')).createPromptLibrary(...given))
  const sent = once(async () => {
    const [{ createSentPrompts }, { stars }] = await Promise.all([import('./sent-prompts.ts'), library.open()])
    return createSentPrompts({ ...ofSent, stars })
  })
  return {
    service: {
      ...whenAsked(library.open, ['commands', 'setQuick', 'templates', 'saveTemplate', 'removeTemplate']),
      ...whenAsked(library.open, ['recents', 'recentText', 'star', 'files', 'attach']),
      ...whenAsked(sent, ['sent', 'sentText', 'starSent']),
    },
    close: library.close,
  }
}
