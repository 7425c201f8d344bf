import { useMemo } from 'preact/hooks'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { useAnswer } from '../parts/use-answer.ts'

/** What was ever used, the dearest first. */
export function useUsed(by: 'agent' | 'project' | 'model') {
  const answer = useAnswer(`used ${by}`, () => ask(api.usage.$get({ query: { by } })), {
    followsUsage: false,
  })
  return useMemo(
    () =>
      answer.value?.rows
        .filter(({ key }) => key !== '')
        .map(({ key, label }) => ({ value: key, label: plainText(label) || key })) ?? [],
    [answer.value],
  )
}
