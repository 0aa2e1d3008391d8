import Head from 'next/head'
import { SessionPass } from '../components/session-pass'

/** Made when the demo is built, for everybody: it brings no snapshot. */
export default function StaticPage() {
  return (
    <main id="content" className="start">
      <Head>
        <title>Static · Sojourn demo</title>
      </Head>
      <div className="hero">
        <div className="words">
          <h1>Made before you came.</h1>
          <p className="lead">
            This page is the same for everybody, so it cannot know you. The browser asks once, and
            the pass fills itself.
          </p>
          <p className="lead">
            <a href="/">Back to the app router</a>
          </p>
        </div>
        <SessionPass />
      </div>
    </main>
  )
}
