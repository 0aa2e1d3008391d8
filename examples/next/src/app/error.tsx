'use client'

export default function Failure() {
  return (
    <main id="content" className="narrow">
      <section className="panel">
        <h1>Something went wrong</h1>
        <p>The log of the server says what.</p>
        <p>
          <a className="button" href="/">
            To the start page
          </a>
        </p>
      </section>
    </main>
  )
}
