/** The frame around every screen: bar, banner, and the screen that the address names. */
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { liveStore, useLive } from './live/live-store.ts'
import { useRoute } from './navigation.tsx'
import { OfflineBanner } from './offline-banner.tsx'
import type { Route, Screen } from './route.ts'
import { ShortcutsDialog } from './shortcuts-dialog.tsx'
import { applyTheme } from './theme.ts'
import { TopBar } from './top-bar.tsx'

export interface ScreenProps {
  readonly route: Route
}

/** Adding a tab is one line here and one in top-bar.tsx. Each is a chunk of its own, loaded when first shown. */
const screens: Record<Screen, () => Promise<{ readonly default: ComponentType<ScreenProps> }>> = {
  processes: () => import('./processes/processes-screen.tsx'),
  usage: () => import('./usage/usage-screen.tsx'),
  sessions: () => import('./sessions/sessions-screen.tsx'),
  session: () => import('./session/session-screen.tsx'),
  settings: () => import('./settings/settings-screen.tsx'),
  popover: () => import('./popover/popover-screen.tsx'),
  signin: () => import('./signin/signin-screen.tsx'),
}

export function App() {
  const route = useRoute()
  const phase = useLive(selectPhase)
  const [isHelpOpen, setIsHelpOpen] = useState(false)
  const screen: Screen = phase === 'signed-out' ? 'signin' : route.screen
  useEffect(() => {
    applyTheme()
    liveStore.start()
  }, [])
  useEffect(() => {
    document.documentElement.dataset['screen'] = screen
    document.documentElement.dataset['state'] = phase
  }, [screen, phase])
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <TopBar screen={screen} onHelp={() => setIsHelpOpen(true)} />
      {isHelpOpen && <ShortcutsDialog onClose={() => setIsHelpOpen(false)} />}
      <OfflineBanner />
      <main id="main" tabIndex={-1}>
        <ScreenOf screen={screen} route={route} />
      </main>
    </>
  )
}

const selectPhase = (connection: { readonly phase: string }) => connection.phase

function ScreenOf({ screen, route }: { readonly screen: Screen; readonly route: Route }) {
  const [loaded, setLoaded] = useState<{ readonly screen: Screen; readonly View: ComponentType<ScreenProps> }>()
  useEffect(() => {
    let isCurrent = true
    screens[screen]().then(({ default: View }) => isCurrent && setLoaded({ screen, View }))
    return () => {
      isCurrent = false
    }
  }, [screen])
  return loaded?.screen === screen ? <loaded.View route={route} /> : null
}
