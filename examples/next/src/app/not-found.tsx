export default function NotFound() {
  return (
    <main id="content" className="narrow">
      <section className="panel">
        <h1>Nobody has pitched a tent here</h1>
        <p>There is no page at this address.</p>
        <p>
          <a className="button" href="/">
            To the start page
          </a>
        </p>
      </section>
    </main>
  )
}
