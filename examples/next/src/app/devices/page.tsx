import type { Metadata } from 'next'
import { DevicesPanel } from '../../components/devices-panel'

export const metadata: Metadata = { title: 'Devices' }

/** For people who are signed in: `proxy.ts` lets nobody else get here. */
export default function DevicesPage() {
  return <DevicesPanel />
}
