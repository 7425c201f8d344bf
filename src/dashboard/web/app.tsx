/** The frame around every screen: bar, banner, and the screen that the address names. */
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Announcer } from './announcer.tsx'
import { useKeys } from './keys.ts'
import { liveStore, selectFleet, selectPhase, useLive } from './live/live-store.ts'
import { navigate, useRoute } from './navigation.tsx'
import { OfflineBanner } from './offline-banner.tsx'
import { Toasts } from './parts/toast.tsx'
import { ActionsProvider } from './processes/actions.tsx'
import ProcessesScreen from './processes/processes-screen.tsx'
import type { Route, Screen, ScreenProps } from './route.ts'
import { ShortcutsDialog } from './shortcuts-dialog.tsx'
import { currentTheme, nextTheme, setTheme } from './theme.ts'
import { TopBar } from './top-bar.tsx'

/** Adding a tab is one line here and one in top-bar.tsx. Each but the first is a chunk of its own, loaded when first shown. */
const screens: Record<Exclude<Screen, 'processes'>, () => Promise<{ readonly default: ComponentType<ScreenProps> }>> = {
  usage: () => import('./usage/usage-screen.tsx'),
  sessions: () => import('./sessions/sessions-screen.tsx'),
  session: () => import('./session/session-screen.tsx'),
  settings: () => import('./settings/settings-screen.tsx'),
  popover: () => import('./popover/popover-screen.tsx'),
  signin: () => import('./signin/signin-screen.tsx'),
}

const titles: Record<Screen, string> = {
  processes: 'Processes',
  usage: 'Token Usage',
  sessions: 'Sessions',
  session: 'Session',
  settings: 'Settings',
  popover: 'TCE',
  signin: 'Sign in',
}

export function App() {
  const route = useRoute()
  const phase = useLive(selectPhase)
  const [isHelpOpen, setIsHelpOpen] = useState(false)
  const screen = screenOf(route.screen, phase)
  useTitle(screen)
  useEffect(() => {
    document.documentElement.dataset['screen'] = screen
    document.documentElement.dataset['state'] = phase
  }, [screen, phase])
  useKeys({
    '?': () => setIsHelpOpen(true),
    t: () => setTheme(nextTheme(currentTheme())),
    'g p': () => navigate({ screen: 'processes', query: {} }),
    'g u': () => navigate({ screen: 'usage', query: {} }),
    'g s': () => navigate({ screen: 'sessions', query: {} }),
    'g ,': () => navigate({ screen: 'settings', query: {} }),
  })
  const isPage = screen !== 'popover' && screen !== 'signin'
  return (
    <ActionsProvider>
      {isPage && (
        <>
          <a class="skip" href="#main">
            Skip to content
          </a>
          <TopBar screen={screen} onHelp={() => setIsHelpOpen(true)} />
        </>
      )}
      {isHelpOpen && <ShortcutsDialog onClose={() => setIsHelpOpen(false)} />}
      <OfflineBanner />
      <main id="main" tabIndex={-1}>
        <ScreenOf screen={screen} route={route} />
      </main>
      <Toasts />
      <Announcer />
    </ActionsProvider>
  )
}

/** Who is not signed in sees that and nothing else; who is has nothing to do there. */
function screenOf(asked: Screen, phase: ReturnType<typeof selectPhase>): Screen {
  if (phase === 'signed-out') return 'signin'
  return asked === 'signin' ? 'processes' : asked
}

/** Who waits is seen from another tab, too. */
function useTitle(screen: Screen): void {
  const waiting = useLive(selectFleet)?.counts.waiting ?? 0
  const title = titles[screen] === 'TCE' ? 'TCE' : `${titles[screen]} · TCE`
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) ${title}` : title
  }, [waiting, title])
}

function ScreenOf({ screen, route }: { readonly screen: Screen; readonly route: Route }) {
  return screen === 'processes' ? <ProcessesScreen route={route} /> : <LoadedScreen screen={screen} route={route} />
}

interface LoadedScreenProps {
  readonly screen: keyof typeof screens
  readonly route: Route
}

function LoadedScreen({ screen, route }: LoadedScreenProps) {
  const [loaded, setLoaded] = useState<{ readonly screen: Screen; readonly View: ComponentType<ScreenProps> }>()
  const [hasFailed, setHasFailed] = useState(false)
  useEffect(() => {
    let isCurrent = true
    setHasFailed(false)
    screens[screen]().then(
      ({ default: View }) => isCurrent && setLoaded({ screen, View }),
      () => isCurrent && setHasFailed(true),
    )
    return () => {
      isCurrent = false
    }
  }, [screen])
  if (hasFailed) return <NotLoaded />
  return loaded?.screen === screen ? <loaded.View route={route} /> : null
}

/** After an update the old page asks for files that are gone. */
const NotLoaded = () => (
  <div class="empty">
    <h1>This screen could not be loaded</h1>
    <p>TCE does not answer, or it was updated while this page was open.</p>
    <button type="button" class="btn" onClick={() => location.reload()}>
      Reload the page
    </button>
  </div>
)

/** A link's one-time code, taken out of the address at once, so that it stays in no history. */
export function credentialFromAddress(): { readonly code: string } | Record<string, never> {
  const code = new URLSearchParams(location.hash.slice(1)).get('code')
  if (code === null) return {}
  history.replaceState(null, '', location.pathname + location.search)
  return { code }
}

export function startApp(): void {
  void liveStore.start(credentialFromAddress())
}
