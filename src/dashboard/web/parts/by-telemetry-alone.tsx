/** What is missing because nobody but an agent's OpenTelemetry tells it, and where that is set up. */
import { Link } from '../navigation.tsx'

/** `what`: "How soon an answer begins" */
export const ByTelemetryAlone = ({ what }: { readonly what: string }) => (
  <p class="muted fine">
    {what} agents tell by OpenTelemetry alone:{' '}
    <Link class="link" to={{ screen: 'settings', query: { section: 'integrations' } }}>
      Integrations
    </Link>
    .
  </p>
)
