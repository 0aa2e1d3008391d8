import type { Metadata } from 'next'
import { getServerSession } from 'sojourn/next'
import { authOptions } from '../auth'
import { ServerView } from '../components/server-view'
import { SessionPass } from '../components/session-pass'
import { TryThis } from '../components/try-this'
import { reportOn } from '../visitor'

export const metadata: Metadata = { title: 'Start' }

export default async function StartPage() {
  const first = reportOn(await getServerSession(authOptions), 'app')
  return (
    <main id="content" className="start">
      <div className="hero">
        <div className="words">
          <h1>Know who is staying.</h1>
          <p className="lead">
            Sojourn is session access and management for Nuxt and Next: sign people in, know who
            they are in every tab, component and server route, and sign them out for certain.
          </p>
        </div>
        <SessionPass />
      </div>
      <div className="columns">
        <ServerView address="/api/me" first={first}>
          The answer of <code>/api/me</code>, a route handler that calls{' '}
          <code>getServerSession(authOptions)</code>. The first one came inside this page.
        </ServerView>
        <TryThis />
      </div>
    </main>
  )
}
