/** Stands where the list of stale sessions will: the second measurement takes a moment. */
import { Ask } from '../parts/ask.tsx'

export function LookingAgainDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Ask title="Kill stale sessions?" no="Keep them" onAnswer={onClose}>
      <p role="status">Measuring their CPU once more: who works again is not stale.</p>
    </Ask>
  )
}
