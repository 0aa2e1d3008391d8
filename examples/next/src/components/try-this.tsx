import Link from 'next/link'

export function TryThis() {
  return (
    <section className="try" aria-labelledby="try-title">
      <h2 id="try-title">Try this</h2>
      <ol>
        <li>
          <h3>Leave by another door</h3>
          <p>
            Sign in,{' '}
            <a href="/" target="_blank" rel="noopener">
              open a second tab
            </a>{' '}
            and sign out there. This one knows at once, without asking anybody.
          </p>
        </li>
        <li>
          <h3>Take another name</h3>
          <p>
            Change it on your <Link href="/account">account</Link>. Every tab, and the server, calls
            you by it.
          </p>
        </li>
        <li>
          <h3>Lock the door from afar</h3>
          <p>
            Sign in with another browser, too. On your <Link href="/devices">devices</Link> you see
            both, and can sign the other one out. Watch its screen meanwhile.
          </p>
        </li>
        <li>
          <h3>Turn the server off</h3>
          <p>
            Stop it with <kbd>Ctrl</kbd> <kbd>C</kbd>, then refresh the pass. Nobody is signed out;
            the pass says that it is old. Start it again, and you are still in.
          </p>
        </li>
        <li>
          <h3>Walk over to the other router</h3>
          <p>
            The <a href="/classic">classic page</a> comes from the pages router. You are the same
            person there.
          </p>
        </li>
        <li>
          <h3>Prove that it is you</h3>
          <p>
            Delete an account some minutes after you have signed in. You are asked once more who you
            are, in place, and then it is done.
          </p>
        </li>
        <li>
          <h3>Try a locked room</h3>
          <p>
            The <a href="/keeper">keeper’s room</a> asks for a role. It opens for Marin alone.
          </p>
        </li>
        <li>
          <h3>Reload with the network tab open</h3>
          <p>The page arrives knowing you. No session is asked for, and nothing flashes.</p>
        </li>
      </ol>
    </section>
  )
}
