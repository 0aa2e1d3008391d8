import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getServerSession } from 'sojourn/next'
import { authOptions } from '../../auth'
import { JoinPanel } from '../../components/join-panel'

export const metadata: Metadata = { title: 'Make an account' }

/** For guests: whoever is signed in goes on to the start page. */
export default async function JoinPage({ searchParams }: PageProps<'/join'>) {
  if (await getServerSession(authOptions)) redirect('/')
  const { callbackUrl } = await searchParams
  return <JoinPanel callbackUrl={typeof callbackUrl === 'string' ? callbackUrl : '/'} />
}
