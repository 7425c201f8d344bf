/** A part of the largest, as a bar in a table. */
export const ShareBar = ({ share }: { readonly share: number }) => (
  <svg class="chart share-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
    <rect class="bar-part" width={Math.max(share > 0 ? 1 : 0, Math.min(1, share) * 100)} height={6} />
  </svg>
)
