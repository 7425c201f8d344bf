/** The bar above every screen: tabs, who waits for you, whether the picture is live, today's cost. */
import { formatUsd, plural } from '../../core/words/format.ts'
import { liveFleet, livePhase, liveWaiting } from './live/live-store.ts'
import { openTaskCount } from './live/open-task-count.ts'
import { todayCost } from './live/today-cost.ts'
import { Link } from './navigation.tsx'
import { openPalette } from './palette/palette-open.ts'
import { comesSoon } from './parts/comes-soon.tsx'
import { Icon, Mark } from './parts/mark.tsx'
import type { Screen } from './screens.ts'
import { screens, tabs } from './screens.ts'
import { openHelp } from './shortcuts-dialog.tsx'
import { computed } from './store.ts'
import { nextTheme, setTheme, theme } from './theme.ts'

const LimitGauge = comesSoon(async () => (await import('./limits/limit-gauge.tsx')).LimitGauge)

export function TopBar({ screen }: { readonly screen: Screen }) {
  const fleet = liveFleet.value
  return (
    <header class="topbar">
      <Link to={{ screen: 'processes', query: {} }} class="brand" aria-label="TCE, start page">
        <svg width="22" height="22" aria-hidden="true">
          <use href="#i-claw" />
        </svg>
        <b>TCE</b>
      </Link>
      <nav class="tabs" aria-label="Main">
        {tabs.map(({ screen: target, title }) => (
          <Link
            key={target}
            to={{ screen: target, query: {} }}
            aria-current={target === screen || target === screens[screen].under ? 'page' : undefined}
          >
            {title}
            {target === 'processes' && fleet && <span class="count">{fleet.counts.total}</span>}
            {target === 'tasks' && openTaskCount.value > 0 && <span class="count">{openTaskCount.value}</span>}
          </Link>
        ))}
      </nav>
      <div class="topbar-end">
        <Attention />
        <LimitGauge />
        <LiveState />
        <TodayCost />
        <button
          type="button"
          class="icon-btn"
          aria-label="Search and commands"
          title="Search and commands (Ctrl K)"
          onClick={openPalette}
        >
          <Icon name="search" />
        </button>
        <ThemeButton />
        <button type="button" class="icon-btn wide-only" aria-label="Keyboard shortcuts" onClick={openHelp}>
          <Icon name="help" />
        </button>
      </div>
    </header>
  )
}

/** Those that can be answered, too, before a look has shown them. */
export const waitingCount = computed(() => liveWaiting.value?.waiting.length ?? liveFleet.value?.counts.waiting ?? 0)

/** How many wait for you; it leads to them. */
function Attention() {
  const waiting = waitingCount.value
  if (waiting === 0) return null
  return (
    <Link to={{ screen: 'waiting', query: {} }} class="attention" title={`${plural(waiting, 'agent')} waiting for you`}>
      <Mark name="waiting" />
      <span>
        {waiting} waiting<span class="wide-only"> for you</span>
      </span>
    </Link>
  )
}

function LiveState() {
  const phase = livePhase.value
  return (
    <span class="live-slot" role="status">
      {phase === 'offline' ? (
        <span class="live is-off">
          <Mark name="none" />
          Disconnected
        </span>
      ) : (
        phase === 'live' && (
          <span class="live">
            <Mark name="healthy" />
            <span class="live-word">Live</span>
          </span>
        )
      )}
    </span>
  )
}

function TodayCost() {
  const today = todayCost.value
  if (!today) return null
  return (
    <span class="today" title={today.origin}>
      <span class="wide-only">today </span>
      <b>{today.costUsd === undefined ? 'unpriced' : formatUsd(today.costUsd)}</b>
    </span>
  )
}

function ThemeButton() {
  const name = { system: 'follows the system', light: 'light', dark: 'dark' }[theme.value]
  return (
    <button
      type="button"
      class="icon-btn"
      aria-label={`Theme: ${name}`}
      title={`Theme: ${name}`}
      onClick={() => setTheme(nextTheme())}
    >
      <Icon name="theme" />
    </button>
  )
}
