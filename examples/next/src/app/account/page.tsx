import type { Metadata } from 'next'
import { AccountPanel } from '../../components/account-panel'

export const metadata: Metadata = { title: 'Account' }

/** For people who are signed in: `proxy.ts` lets nobody else get here. */
export default function AccountPage() {
  return <AccountPanel />
}
