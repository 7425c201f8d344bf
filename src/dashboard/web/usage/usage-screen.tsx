/** Says that the screen is not there yet, and where the same figures are. */
export default function UsageScreen() {
  return (
    <section class="empty">
      <h1>Token Usage</h1>
      <p>
        This screen is being built. The same figures are in the terminal: see <code>tce --help</code>.
      </p>
    </section>
  )
}
