/** The frame around every screen: bar, banner, and the screen that the address names. */
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import type { FleetAgentReport } from '../../core/process/report.ts'
import { Announcer } from './announcer.tsx'
import { isComposerOpen, openComposer } from './compose/compose-open.ts'
import { askToDeploy, deployWish } from './deploy/deploy-open.ts'
import { askForIdea, NewIdea } from './ideas/new-idea.tsx'
import { useKeys } from './keys.ts'
import { liveFleet, livePhase, liveStore } from './live/live-store.ts'
import { navigate, route, setQuery } from './navigation.tsx'
import { isPaletteOpen, openPaletteBy } from './palette/palette-open.ts'
import { afterShared, comesSoon } from './parts/comes-soon.tsx'
import { nothingForMs } from './parts/skeleton.tsx'
import { Toasts } from './parts/toast.tsx'
import { whenOpened } from './parts/when-opened.tsx'
import { ActionsProvider } from './processes/actions.tsx'
import ProcessesScreen from './processes/processes-screen.tsx'
import { askForWork, workKinds, workWish } from './review/work-open.ts'
import type { Screen, ScreenProps } from './screens.ts'
import { goKeys, screens } from './screens.ts'
import { openHelp, ShortcutsDialog } from './shortcuts-dialog.tsx'
import { SignInAgain } from './signin/sign-in-again.tsx'
import { computed, effect, signal, until } from './store.ts'
import { adoptWish } from './tasks/adopt-open.ts'
import { askForTask, taskWish } from './tasks/new-task-open.ts'
import { stepTaskBy } from './tasks/next-task.ts'
import { nextTheme, setTheme } from './theme.ts'
import { TopBar, waitingCount } from './top-bar.tsx'
import { isPanelOpen } from './waiting/panel-open.ts'

const OfflineBanner = comesSoon(async () => (await import('./offline-banner.tsx')).OfflineBanner)
const TrayBanner = comesSoon(async () => (await import('./tray/tray-banner.tsx')).TrayBanner)
const WaitingDrawer = whenOpened(() => import('./waiting/waiting-panel.tsx'))
const WorkDialogs = whenOpened(() => import('./review/work-dialogs.tsx'))
const DeployWindow = whenOpened(() => import('./deploy/deploy-dialog.tsx'))
const ComposeDrawer = whenOpened(() => import('./compose/compose-panel.tsx'))
const AdoptWindow = whenOpened(() => import('./tasks/adopt-dialog.tsx'))
const NewTaskWindow = whenOpened(() => import('./tasks/new-task-dialog.tsx'))
const PaletteWindow = whenOpened(() => import('./palette/palette.tsx'))

/** Who is not signed in sees that and nothing else; who is has nothing to do there. */
const shown = computed<Screen>(() => {
  if (livePhase.value === 'signed-out') return 'signin'
  return route.value.screen === 'signin' ? 'processes' : route.value.screen
})

const hasTrayBanner = computed(() => !screens[shown.value].isBare && shown.value !== 'settings')

/** Not beside the same as a page. */
const hasPanel = computed(
  () => isPanelOpen.value && !isComposerOpen.value && !screens[shown.value].isBare && shown.value !== 'waiting',
)
const hasComposer = computed(() => isComposerOpen.value && !screens[shown.value].isBare && shown.value !== 'compose')

const hasDeploy = computed(() => deployWish.value !== undefined && !screens[shown.value].isBare)

const hasNewTask = computed(() => taskWish.value !== undefined && !screens[shown.value].isBare)
const hasAdopt = computed(() => adoptWish.value !== undefined && !screens[shown.value].isBare)
const hasWork = computed(() => workWish.value !== undefined && !screens[shown.value].isBare)

const hasPalette = computed(() => isPaletteOpen.value && !screens[shown.value].isBare)

/** For the session or the task that is looked at; else for those it was for last. */
const prompt = () => {
  if (shown.peek() === 'compose') return false
  const { sessionId, taskId } = route.peek()
  const isIts = (one: FleetAgentReport) =>
    taskId === undefined ? one.sessionId === sessionId : one.task?.id === taskId
  const hasOne = sessionId !== undefined || taskId !== undefined
  const agent = hasOne ? liveFleet.peek()?.processes.find(isIts) : undefined
  return openComposer(agent ? [agent.id] : undefined)
}

const openPanel = () => {
  if (shown.peek() === 'waiting') return false
  isPanelOpen.value = isComposerOpen.peek() || !isPanelOpen.peek()
  isComposerOpen.value = false
  return true
}

/** Who waits is seen from another tab, too. */
const title = computed(() => {
  const waiting = waitingCount.value
  const name = screens[shown.value].title
  return `${waiting > 0 ? `(${waiting}) ` : ''}${name}${name === 'TCE' ? '' : ' · TCE'}`
})

interface ScreenModule {
  readonly default: ComponentType<ScreenProps>
}
/** The first screen comes with the frame, not after it. */
const modules: Readonly<Record<string, () => Promise<ScreenModule>>> = {
  ...import.meta.glob<ScreenModule>(['./*/*-screen.tsx', '!./processes/processes-screen.tsx']),
  './processes/processes-screen.tsx': async () => ({ default: ProcessesScreen }),
}

const load = (screen: Screen): Promise<ScreenModule> =>
  screen === 'processes' ? loadOf(screen) : afterShared(() => loadOf(screen))

const loadOf = (screen: Screen): Promise<ScreenModule> =>
  modules[`./${screen}/${screen}-screen.tsx`]?.() ?? Promise.reject()

interface Loaded {
  readonly screen: Screen
  /** Absent when it could not be loaded. */
  readonly View?: ComponentType<ScreenProps>
}
const loaded = signal<Loaded | undefined>(undefined)

/** The first screen, whose code is here. */
export const openFirst = (): void => {
  loaded.value = { screen: 'processes', View: ProcessesScreen }
}

const goTo = {
  ...Object.fromEntries(
    goKeys.map(({ screen, goKey }) => [`g ${goKey}`, () => navigate({ screen, query: {} })] as const),
  ),
  i: () => askForIdea(),
  N: () => askToDeploy(),
  n: () => (screens[shown.peek()].isBare ? false : askForTask()),
}

const isFleetThere = computed(() => liveFleet.value !== undefined && loaded.value !== undefined)

export function App() {
  useEffect(() => {
    addEventListener('keydown', openPaletteBy)
    addEventListener('keydown', stepTaskBy, { capture: true })
    return () => {
      removeEventListener('keydown', openPaletteBy)
      removeEventListener('keydown', stepTaskBy, { capture: true })
    }
  }, [])
  useKeys({ '?': openHelp, t: () => setTheme(nextTheme()), w: () => openPanel(), p: prompt, ...goTo })
  return (
    <ActionsProvider>
      {!screens[shown.value].isBare && (
        <>
          <a class="skip" href="#main">
            Skip to content
          </a>
          <TopBar screen={shown.value} />
        </>
      )}
      <ShortcutsDialog />
      <OfflineBanner />
      {hasTrayBanner.value && <TrayBanner />}
      <main id="main" tabIndex={-1}>
        <Shown />
      </main>
      {hasPanel.value && <WaitingDrawer />}
      <NewIdea />
      {hasDeploy.value && <DeployWindow />}
      {hasNewTask.value && <NewTaskWindow />}
      {hasAdopt.value && <AdoptWindow />}
      {hasWork.value && <WorkDialogs />}
      {hasPalette.value && <PaletteWindow />}
      {hasComposer.value && <ComposeDrawer />}
      <SignInAgain />
      <Toasts />
      <Announcer />
    </ActionsProvider>
  )
}

function Shown() {
  if (loaded.value?.screen !== shown.value) return null
  const { View } = loaded.value
  return View === undefined ? <NotLoaded /> : <View place={route.value} />
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

const waited = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** A link's one-time code, taken out of the address at once, so that it stays in no history. */
export function credentialFromAddress(): { readonly code: string } | Record<string, never> {
  const code = new URLSearchParams(location.hash.slice(1)).get('code')
  if (code === null) return {}
  history.replaceState(null, '', location.pathname + location.search)
  return { code }
}

/** With what the server drew on the screen. */
const asDrawnForMs = 3_000

/** Resolves when there is something to draw: what is drawn once, with the agents, is on the screen sooner than what is drawn twice. */
export async function startApp(isDrawn = false): Promise<void> {
  const isFleetFirst = shown.peek() === 'processes'
  void liveStore.start(credentialFromAddress(), { isFleetFirst })
  effect(() => {
    const screen = shown.value
    void load(screen).then(
      ({ default: View }) => {
        loaded.value = { screen, View }
      },
      () => {
        loaded.value = { screen }
      },
    )
  })
  effect(() => {
    document.documentElement.dataset['screen'] = shown.value
    document.documentElement.dataset['state'] = livePhase.value
  })
  effect(() => {
    document.title = title.value
  })
  // From the tray.
  effect(() => {
    if (route.value.query['deploy'] === undefined) return
    askToDeploy()
    setQuery({ deploy: '' }, { replace: true })
  })
  // From wherever a task is named: `/?merge=t7k2f9`.
  effect(() => {
    const what = workKinds.find((kind) => route.value.query[kind] !== undefined)
    const id = what && route.value.query[what]
    if (what === undefined || !id) return
    askForWork({ what, id })
    setQuery({ [what]: '' }, { replace: true })
  })
  if (isFleetFirst) await Promise.race([until(isFleetThere), waited(isDrawn ? asDrawnForMs : nothingForMs)])
}
