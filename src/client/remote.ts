/** Tells a server's monitor from one that looks itself, without loading the code of either. */
import type { Monitor } from '../services/monitor.ts'
import type { RemoteMonitor } from './remote-monitor.ts'

export const isRemote = (monitor: Monitor): monitor is RemoteMonitor => 'server' in monitor
