import type { GetServerSideProps } from 'next'
import Head from 'next/head'
import { getServerSession, getSessionSnapshot, type ProviderSnapshot } from 'sojourn/next'
import { authOptions } from '../auth'
import { ServerView } from '../components/server-view'
import { SessionPass } from '../components/session-pass'
import { reportOn, type VisitorReport } from '../visitor'

interface Props {
  first: VisitorReport
  /** What `_app.tsx` gives to the provider. */
  snapshot: ProviderSnapshot
}

export const getServerSideProps: GetServerSideProps<Props> = async ({ req, res }) => ({
  props: {
    first: reportOn(await getServerSession(req, res, authOptions), 'pages'),
    snapshot: await getSessionSnapshot(req, res, authOptions),
  },
})

export default function ClassicPage({ first }: Props) {
  return (
    <main id="content" className="start">
      <Head>
        <title>Classic · Sojourn demo</title>
      </Head>
      <div className="hero">
        <div className="words">
          <h1>The same guest, the older door.</h1>
          <p className="lead">
            This page comes from the pages router, the start page from the app router. They share
            the engine, the components and the session.
          </p>
          <p className="lead">
            <a href="/">Back to the app router</a>
          </p>
        </div>
        <SessionPass />
      </div>
      <div className="columns">
        <ServerView address="/api/classic-me" first={first}>
          The answer of <code>/api/classic-me</code>, an API route that calls{' '}
          <code>getServerSession(req, res, authOptions)</code>. The first one came inside this page.
        </ServerView>
        <section className="try" aria-labelledby="how-title">
          <h2 id="how-title">How this page knows you</h2>
          <ol>
            <li>
              <h3>Before it is rendered</h3>
              <p>
                <code>getServerSideProps</code> reads the session, renews its cookie and brings a
                snapshot.
              </p>
            </li>
            <li>
              <h3>Around it</h3>
              <p>
                <code>_app.tsx</code> hands the snapshot to the provider, so the browser begins with
                what the server knew.
              </p>
            </li>
            <li>
              <h3>Without any of this</h3>
              <p>
                A <a href="/static">page made for everybody</a> knows nobody. It asks once, when it
                has arrived.
              </p>
            </li>
          </ol>
        </section>
      </div>
    </main>
  )
}
